import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { withFileLock } from './file-lock';

describe('withFileLock', () => {
  let directory: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nora-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('lets one in at a time and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await turn();
      inside -= 1;
    };
    const path = join(directory, 'lock');
    await Promise.all([1, 2, 3].map(() => withFileLock(path, signal, work)));
    expect(most).toBe(1);
    await expect(readdir(directory)).resolves.toEqual([]);
  });

  it('takes over from a process that is gone', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, JSON.stringify({ pid: 2 ** 30, start: 'long ago', key: 'x' }));
    await expect(withFileLock(path, signal, () => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('waits for a living holder until it is told to stop', async () => {
    const path = join(directory, 'lock');
    await withFileLock(path, signal, async () => {
      const waiter = withFileLock(path, AbortSignal.timeout(50), () => Promise.resolve());
      await expect(waiter).rejects.toThrow(/abort/i);
    });
  });
});
