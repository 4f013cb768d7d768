import { appendFile, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from './log-reader';

const line = (text: string): string => `2026-01-02T03:04:05.678Z stdout ${text}\n`;

describe('readLog', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nora-log-'));
    path = join(directory, 'runtime.log');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const read = async (tail: number): Promise<string[]> => {
    const texts: string[] = [];
    const { signal } = new AbortController();
    for await (const { text } of readLog(path, { tail, follow: false, signal })) texts.push(text);
    return texts;
  };

  it('gives the last lines, also of a file of several pieces', async () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `line ${index} ${'é'.repeat(20)}`);
    await writeFile(path, texts.map(line).join(''));
    await expect(read(3)).resolves.toEqual(texts.slice(-3));
    await expect(read(4_000)).resolves.toEqual(texts.slice(-4_000));
    await expect(read(0)).resolves.toEqual([]);
  });

  it('gives nothing when there is no log, or a link in its place', async () => {
    await expect(read(5)).resolves.toEqual([]);
    await symlink('/etc/passwd', path);
    await expect(read(5)).resolves.toEqual([]);
  });

  it('follows new lines across a rotation', async () => {
    await writeFile(path, line('one'));
    const abort = new AbortController();
    const texts: string[] = [];
    const options = { tail: 1, follow: true, signal: abort.signal };
    for await (const { text } of readLog(path, options)) {
      texts.push(text);
      if (text === 'one') await appendFile(path, line('two'));
      if (text === 'two') {
        await rename(path, `${path}.1`);
        await writeFile(path, line('three'));
      }
      if (text === 'three') abort.abort();
    }
    expect(texts).toEqual(['one', 'two', 'three']);
  });
});
