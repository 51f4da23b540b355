import { describe, expect, it } from '@jest/globals';
import { readCommands } from './read-commands.js';

const problemsOf = (text: string): string[] =>
  readCommands(text).problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);

const WHOLE = `
commands:
  - name: count
    title: Count
    description: Counts.
    role: admin
    program: sh
    argv: ['-c', 'wc "$1"', 'sh', '{files.table}', { when: unit, args: ['--unit={inputs.unit}'] }, { value: '{inputs.n}', allowDash: true }]
    stdin: '{inputs.n}'
    timeLimit: 10m
    concurrency: 2
    success: [0, 3]
    environment: { TZ: UTC }
    keepOutputMb: 1
    inputs:
      table: { kind: file, label: Table, type: text/csv, extension: .csv }
      n: { kind: number, integer: true, min: -5, default: 1, unit: rows }
      unit: { kind: text, choices: [words, lines], optional: true }
      names: { kind: list, of: { kind: text, maxLength: 5 }, maxItems: 3 }
    outputs:
      report: { file: out/report.txt, type: text/plain, optional: true }
      parts: { pattern: '*.part', label: Parts }
    indicators:
      lines: { kind: number, pattern: '^(\\d+)', unit: lines }
`;

describe('a file of commands', () => {
  it('is read into declarations; the program is looked up', () => {
    const { commands, problems } = readCommands(WHOLE);
    expect(problems).toEqual([]);
    expect(commands).toEqual([
      expect.objectContaining({
        name: 'count',
        program: expect.stringMatching(/^\/.*\/sh$/),
        maxRunMs: 600_000,
        success: [0, 3],
        keptBytes: 1_048_576,
        source: null,
        environment: { TZ: 'UTC' },
      }),
    ]);
    expect(commands[0]?.inputs.n).toEqual({
      kind: 'number',
      label: 'n',
      integer: true,
      min: -5,
      default: 1,
      unit: 'rows',
    });
    expect(commands[0]?.outputs.parts).toMatchObject({ pattern: '*.part', schema: { label: 'Parts' } });
  });

  it('may be JSON', () => {
    const command = { name: 'x', title: 'X', description: 'X.', program: '/bin/sh', argv: [] };
    expect(readCommands(JSON.stringify({ commands: [command] }))).toMatchObject({ problems: [], commands: [command] });
  });

  it('is refused with everything that is wrong, by line', () => {
    const text = `commands:
  - name: Bad Name
    titel: Typo
    description: 1
    role: vewer
    program: no-such-program-anywhere
    argv: ['{inputs.lmit}', '{source.path}', '{', '{inputs.maybe}', '{inputs.many}', '{files.limit}', { each: limit, args: [] }]
    timeLimit: ages
    success: []
    environment: { PGPASSWORD: x }
    inputs:
      limit: { kind: number, minn: 1 }
      maybe: { kind: text, optional: true }
      many: { kind: list, of: { kind: text } }
      constructor: { kind: flag }
    outputs:
      stdout: { file: ../x }
      both: { file: a, pattern: b }
    indicators:
      x: { kind: number, pattern: '(' }
      y: { kind: number, pattern: 'y' }
`;
    expect(problemsOf(text)).toEqual([
      '2 commands[0]: It needs "title".',
      '3 commands[0].titel: There is no key "titel" here. Did you mean title?',
      '4 commands[0].description: Write a text here; put it in quotes if it looks like another kind.',
      '5 commands[0].role: Write one of viewer, editor, operator, admin. Did you mean viewer?',
      expect.stringMatching(/^6 commands\[0\]\.program: There is no program no-such-program-anywhere in .*Install it/),
      '7 commands[0].argv[0]: There is no input lmit. Did you mean limit?',
      '7 commands[0].argv[1]: There is no input of the kind source.',
      '7 commands[0].argv[2]: Write a brace that is meant as itself twice.',
      '7 commands[0].argv[3]: {inputs.maybe} may have no value: put it in a "when: maybe".',
      '7 commands[0].argv[4]: The input many is a list: put it in an "each", and use {item}.',
      '7 commands[0].argv[5]: Write {inputs.limit}: it is no file.',
      '7 commands[0].argv[6].each: The input limit is no list.',
      '8 commands[0].timeLimit: It must be a duration such as 500ms, 5s, 10m, 2h or 90d.',
      '9 commands[0].success: Name at least one return code.',
      '10 commands[0].environment.PGPASSWORD: This variable cannot be set: secrets and other code come in by it.',
      '12 commands[0].inputs.limit.minn: There is no key "minn" here. Did you mean min?',
      '15 commands[0].inputs.constructor: Choose another name: every object already has this one.',
      '17 commands[0].outputs.stdout: Choose another name: every command has this one.',
      expect.stringContaining("17 commands[0].outputs.stdout: Write a path relative to the job's directory"),
      '18 commands[0].outputs.both: It needs either "file" or "pattern".',
      '20 commands[0].indicators.x.pattern: Write a regular expression here.',
      expect.stringContaining('21 commands[0].indicators.y: Put a pair of parentheses'),
    ]);
  });

  it('names what the task itself lacks: a name in kebab-case, a default that fits', () => {
    const text = (name: string, input: string): string =>
      `commands:\n  - { name: ${name}, title: T, description: D, program: /bin/sh, argv: [], inputs: { a: ${input} } }`;
    expect(problemsOf(text('Bad', '{ kind: flag }'))).toEqual([
      '2 commands[0]: The command: it needs a kebab-case name.',
    ]);
    expect(problemsOf(text('good', '{ kind: number, min: 5, default: 1 }'))).toEqual([
      expect.stringContaining('inputs.a'),
    ]);
  });

  it('lets only operators and admins use the credentials of a source, on engines that have the values', () => {
    const text = `
commands:
  - name: dump
    title: Dump
    description: Dumps.
    role: viewer
    program: /bin/sh
    argv: ['{source.defaultsFile}', '{source.pasword}', '{inputs.source}']
    inputs: { source: { kind: source, engines: [mariadb, sqlite] }, other: { kind: source, engines: [mysql] } }
`;
    expect(problemsOf(text)).toEqual([
      expect.stringContaining('3 commands[0]: Only operators and admins may use the credentials'),
      '8 commands[0].argv[0]: {source.defaultsFile} has no value for sqlite: leave these out of the engines.',
      expect.stringContaining('8 commands[0].argv[1]: There is no value of a source pasword.'),
      '8 commands[0].argv[2]: source is the source: use {source.host}, {source.path} and the like.',
      '9 commands[0].inputs.other: There can be one source only.',
    ]);
  });

  it.each([
    ['commands: [', 1],
    ['commands: []\ncommands: []', 2],
    ['[]', 1],
    ['{}', 1],
    ['', 1],
    ['commands:\n  - &a [*a]', 2],
  ])('says where it is no file of commands: %j', (text, line) => {
    const [problem] = readCommands(text).problems;
    expect(problem).toMatchObject({ line });
  });
});
