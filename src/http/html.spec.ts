import { describe, expect, it } from '@jest/globals';
import { html } from './html.js';

describe('html', () => {
  it('escapes what is no HTML itself', () => {
    const inner = html`<b>${'</b><script>alert("1")</script>'}</b>`;
    expect(html`<p title="${'"x'}">${inner}${null}${false}</p>`.text).toBe(
      '<p title="&#34;x"><b>&#60;/b&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</b></p>',
    );
  });
});
