/**
 * Makes a page of AdminJS fit our policy: no foreign font host, no way out of inline JSON, a nonce on each script.
 * The escape comes before the nonces, so that text within a script never gains one.
 * @param html a whole page as AdminJS renders it
 */
export function hardenAdminHtml(html: string, nonce: string): string {
  return html
    .replace(/<link[^>]+href="https?:\/\/[^>]*>/g, '')
    .replace(
      // One line each: JSON holds no line feed, but it may hold U+2028, where `.` and `$` would stop.
      /(window\.(?:REDUX_STATE|THEME) = )([^\n]*);\n/g,
      (_, head: string, json: string) => `${head}${escapeJson(json)};\n`,
    )
    .replace(/<script(?=[\s>])/g, `<script nonce="${nonce}"`);
}

/** JSON that may stand inside a script element. */
function escapeJson(json: string): string {
  return json
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
