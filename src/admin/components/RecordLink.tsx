import React from 'react';
import { nameText } from './format';
import { Go } from './parts';
import { useApi } from './use-api';

/** Where records that values refer to are, in the API and in the admin pages. */
const PLACES = {
  source: ['/sql-dbs', 'SqlDb'],
  workspace: ['/workspaces', 'Workspace'],
  job: ['/jobs', 'Job'],
  file: ['/files', 'File'],
} as const;
export type RecordKind = keyof typeof PLACES;

export const isRecordKind = (kind: string | null): kind is RecordKind => kind !== null && Object.hasOwn(PLACES, kind);

/** A record by its name, which leads to its page; one that is gone, or not for this person, by its id alone. */
export default function RecordLink({ kind, id }: { kind: RecordKind; id: string }): React.ReactElement {
  const [list, resource] = PLACES[kind];
  const { data, error } = useApi<{ name?: string; number?: string; title?: string }>(
    `${list}/${encodeURIComponent(id)}`,
  );
  if (error !== null) return <span title="It is gone, or your role does not let you see it.">{nameText(id)}</span>;
  const name = data?.name ?? (data?.number === undefined ? '…' : `${data.number} ${data.title ?? ''}`);
  return <Go to={`/admin/resources/${resource}/records/${encodeURIComponent(id)}/show`}>{nameText(name)}</Go>;
}
