/** HTML that may be put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** Builds HTML: every value is escaped unless it is HTML itself; null and false give nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(parts.reduce((page, part, i) => page + rendered(values[i - 1]) + part));
}

function rendered(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  return String(value).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
