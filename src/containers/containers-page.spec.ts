import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const page = readFileSync(new URL('../../docs/containers.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '').join('\n');

const IMPORT = /^import \{([^}]+)\} from '\.\.\/src\/containers\/(.+)';$/gm;
const ANSWER = /^(.+); \/\/ → (.+)$/gm;

type Run = (...scope: unknown[]) => Promise<void>;
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...code: string[]) => Run;

/** What the examples import, by name. */
async function imported(): Promise<Record<string, unknown>> {
  const scope: Record<string, unknown> = {};
  for (const [, names = '', file = ''] of examples.matchAll(IMPORT)) {
    const module = (await import(`./${file}`)) as Record<string, unknown>;
    for (const name of names.split(',').flatMap((text) => text.trim() || [])) scope[name] = module[name];
  }
  return scope;
}

describe('the page on containers', () => {
  it('has examples that run, one after the other, and answer what it says', async () => {
    const answers: { example: string; answer: unknown; said: unknown }[] = [];
    const check = (example: string, answer: unknown, said: unknown): number => answers.push({ example, answer, said });
    const code = examples.replace(IMPORT, '').replace(ANSWER, (_, example: string, said: string) => {
      return `check(${JSON.stringify(example)}, ${example}, ${said});`;
    });
    const scope = { ...(await imported()), check };
    await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope));
    expect(answers.map(({ example, answer }) => ({ example, answer }))).toEqual(
      answers.map(({ example, said }) => ({ example, answer: said })),
    );
    expect(answers.length).toBeGreaterThan(20);
  });

  it('shows all ten introspection functions at work', () => {
    for (const name of [
      'findAllFiles',
      'findObjectsByType',
      'findObjectsMatching',
      'extractFileMetadata',
      'extractParameterName',
      'extractKpiValues',
      'checkFileAttributes',
      'getFileFullPath',
      'validateFileMetadataCompleteness',
      'printContainerStructure',
    ]) {
      expect(page).toContain(`**\`${name}(`);
      expect(examples).toContain(`${name}(`);
    }
  });
});
