import type { RelationshipView } from '../../catalogue/relationship/relationship-view.js';
import { pick } from '../pick.js';
import type { RelationshipDto } from './relationship.dto.js';

const FIELDS = [
  ...(['id', 'sqlDbId', 'constraintName', 'kind', 'sourceTable', 'targetTable', 'outside', 'pairs'] as const),
  ...(['onUpdate', 'onDelete', 'deferrable', 'missingSince', 'description', 'version'] as const),
] as const;

/** A relationship as the API shows it. */
export function presentRelationship(view: RelationshipView): RelationshipDto {
  return pick(view, FIELDS);
}
