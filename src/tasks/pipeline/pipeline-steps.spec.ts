import { describe, expect, it } from '@jest/globals';
import { chainOf } from './pipeline-steps.js';

describe('the steps of a pipeline', () => {
  it('have their inputs as JSON text, which may refer to earlier steps', () => {
    const inputs = '{"file": {"from": "draw", "output": "picture"}}';
    expect(chainOf([{ key: 'draw', task: 'picture' }, { key: 'print', task: 'print', title: 'Print', inputs }])).toEqual([
      { key: 'draw', task: 'picture', title: undefined, inputs: {} },
      { key: 'print', task: 'print', title: 'Print', inputs: { file: { from: 'draw', output: 'picture' } } },
    ]); // prettier-ignore
  });

  it.each(['nonsense', '[1]', '"text"', 'null', ''])(
    'are refused with the inputs %j, which are no object',
    (inputs) => {
      const problems = [{ path: 'steps[0].inputs', message: expect.stringContaining('JSON object') }];
      expect(() => chainOf([{ key: 'one', task: 'one', inputs }])).toThrow(expect.objectContaining({ problems }));
    },
  );
});
