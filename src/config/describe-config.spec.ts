import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configurationHelp, configurationMarkdown } from './describe-config.js';
import { VARIABLES } from './variables.js';

const page = new URL('../../docs/configuration.md', import.meta.url);

describe('the description of the configuration', () => {
  it('is what docs/configuration.md says', () => {
    expect(readFileSync(page, 'utf8')).toBe(configurationMarkdown());
  });

  it('names every variable', () => {
    const help = configurationHelp();
    for (const name of Object.keys(VARIABLES)) expect(help).toContain(`  ${name}\n`);
  });
});
