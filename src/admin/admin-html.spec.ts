import { describe, expect, it } from '@jest/globals';
import { hardenAdminHtml } from './admin-html.js';

const pageWith = (name: string): string =>
  `<html>\n<script>\n window.REDUX_STATE = ${JSON.stringify({ name })};\n window.THEME = {};\n</script>\n` +
  '<link rel="stylesheet" href="https://fonts.example/css" type="text/css">\n' +
  '<link rel="stylesheet" href="/admin/theme/admin.css">\n<script src="/admin/app.js"></script>\n</html>';

describe('a page of AdminJS', () => {
  it('has a nonce on each of its scripts', () => {
    const html = hardenAdminHtml(pageWith('Ann'), 'n1');
    expect(html.match(/<script nonce="n1"[ >]/g)).toHaveLength(2);
    expect(html).not.toMatch(/<script(?! nonce)/);
  });

  it('asks no other host for anything', () => {
    const html = hardenAdminHtml(pageWith('Ann'), 'n1');
    expect(html).not.toContain('https://');
    expect(html).toContain('/admin/theme/admin.css');
  });

  it.each(['</script><script>alert(1)</script>', '\u2028</script><script>alert(1)</script>', ';\n</script><script>'])(
    'lets no text out of its script: %j',
    (name) => {
      const html = hardenAdminHtml(pageWith(name), 'n1');
      expect(html.match(/<\/script>/g)).toHaveLength(2);
      const json = /REDUX_STATE = (.*);\n/.exec(html)?.[1] ?? '';
      expect(JSON.parse(json)).toEqual({ name });
    },
  );
});
