import { BaseProperty } from 'adminjs';
import type { PropertyType } from 'adminjs';

/** One field that a resource shows; what is not declared is neither sent nor accepted. */
export interface FieldDeclaration {
  readonly path: string;
  readonly type?: PropertyType;
  /** The only values that it may hold; shown as a select. */
  readonly values?: readonly string[];
  /** The resource that the value is an id of. */
  readonly reference?: string;
  readonly array?: boolean;
  readonly sortable?: boolean;
  readonly required?: boolean;
  /** Accepted from a form (default false: shown only). */
  readonly editable?: boolean;
  /** Accepted but never sent: secrets. */
  readonly writeOnly?: boolean;
  readonly isTitle?: boolean;
}

/** An AdminJS property made of a {@link FieldDeclaration}. */
export class ServiceProperty extends BaseProperty {
  constructor(
    readonly declaration: FieldDeclaration,
    position: number,
  ) {
    super({
      path: declaration.path,
      type: declaration.reference ? 'reference' : (declaration.type ?? 'string'),
      isId: declaration.path === 'id',
      isSortable: declaration.sortable ?? false,
      position,
    });
  }

  override availableValues(): string[] | null {
    return this.declaration.values ? [...this.declaration.values] : null;
  }

  override reference(): string | null {
    return this.declaration.reference ?? null;
  }

  override isArray(): boolean {
    return this.declaration.array ?? false;
  }

  override isTitle(): boolean {
    return this.declaration.isTitle ?? false;
  }

  override isEditable(): boolean {
    return (this.declaration.editable ?? false) || (this.declaration.writeOnly ?? false);
  }

  override isRequired(): boolean {
    return this.declaration.required ?? false;
  }
}
