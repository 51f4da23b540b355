import { describe, expect, it } from '@jest/globals';
import { browser } from '../support/browser.js';

describe('the test browser', () => {
  it('runs scripts of a page', async () => {
    const page = await (await browser()).newPage();
    await page.setContent('<h1>before</h1><script>document.querySelector("h1").textContent = "after"</script>');
    expect(await page.textContent('h1')).toBe('after');
  }, 60_000);
});
