import { appendFile, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from './log-reader';

const line = (text: string, at = '2026-01-02T03:04:05.678Z'): string => `${at} stdout ${text}\n`;
const MINUTES = [1, 2, 3, 4].map((minute) => `2026-01-02T03:0${minute}:00.000Z`);

describe('readLog', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nora-log-'));
    path = join(directory, 'runtime.log');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const read = async (tail: number | null, since?: Date): Promise<string[]> => {
    const texts: string[] = [];
    const { signal } = new AbortController();
    for await (const { text } of readLog(path, { tail, since, follow: false, signal })) texts.push(text);
    return texts;
  };

  it('gives the last lines, also of a file of several pieces', async () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `line ${index} ${'é'.repeat(20)}`);
    await writeFile(path, texts.map((text) => line(text)).join(''));
    await expect(read(3)).resolves.toEqual(texts.slice(-3));
    await expect(read(4_000)).resolves.toEqual(texts.slice(-4_000));
    await expect(read(0)).resolves.toEqual([]);
  });

  it('gives lines of before the last rotation too', async () => {
    await writeFile(`${path}.1`, ['a', 'b', 'c'].map((text) => line(text)).join(''));
    await writeFile(path, ['d', 'e'].map((text) => line(text)).join(''));
    await expect(read(null)).resolves.toEqual(['a', 'b', 'c', 'd', 'e']);
    await expect(read(3)).resolves.toEqual(['c', 'd', 'e']);
    await expect(read(2)).resolves.toEqual(['d', 'e']);
    await rm(path);
    await expect(read(2)).resolves.toEqual(['b', 'c']);
  });

  it('begins at a moment, with lines that have no time of their own', async () => {
    const [first, second, third, fourth] = MINUTES;
    await writeFile(`${path}.1`, line('one', first) + 'no time\n' + line('two', second));
    await writeFile(path, line('three', third) + 'more of three\n' + line('four', fourth));
    await expect(read(null, new Date(third ?? ''))).resolves.toEqual(['three', 'more of three', 'four']);
    await expect(read(null, new Date('2026-01-02T03:01:30Z'))).resolves.toEqual([
      ...['two', 'three', 'more of three', 'four'],
    ]);
    await expect(read(1, new Date(third ?? ''))).resolves.toEqual(['four']);
    await expect(read(null, new Date('2027-01-01T00:00:00Z'))).resolves.toEqual([]);
  });

  it('cuts a line that does not end instead of keeping it', async () => {
    await writeFile(path, 'x'.repeat(200_000) + '\n');
    const texts = await read(null);
    expect(texts.join('')).toHaveLength(200_000);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(140_000);
  });

  it('loses nothing of what is written, rotated and rotated again between two looks', async () => {
    await writeFile(path, line('one'));
    const abort = new AbortController();
    const texts: string[] = [];
    for await (const { text } of readLog(path, { tail: null, follow: true, signal: abort.signal })) {
      texts.push(text);
      if (text === 'one') {
        await appendFile(path, line('two'));
        await rename(path, `${path}.1`);
        await writeFile(path, line('three'));
        await rename(path, `${path}.1`);
        await writeFile(path, line('four'));
      }
      if (text === 'four') abort.abort();
    }
    expect(texts).toEqual(['one', 'two', 'three', 'four']);
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
