import { SharedWork } from './shared-work';

const silent = (): void => undefined;

describe('SharedWork', () => {
  it('does the work once for callers at the same time, and tells all of them how far it is', async () => {
    const shared = new SharedWork<number>();
    const told: string[] = [];
    let begun = 0;
    const work = async (progress: (message: string) => void): Promise<number> => {
      begun += 1;
      await Promise.resolve();
      progress('half');
      return 7;
    };
    const { signal } = new AbortController();
    const results = await Promise.all([
      shared.run('a', (message) => told.push(`first ${message}`), signal, work),
      shared.run('a', (message) => told.push(`second ${message}`), signal, work),
    ]);
    expect(results).toEqual([7, 7]);
    expect(begun).toBe(1);
    expect(told).toEqual(['first half', 'second half']);
  });

  it('goes on when one caller leaves, and is aborted when the last one leaves', async () => {
    const shared = new SharedWork<void>();
    const [first, second] = [new AbortController(), new AbortController()];
    let aborted = false;
    const work = (_: unknown, signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    const one = shared.run('a', silent, first.signal, work);
    const two = shared.run('a', silent, second.signal, work);
    first.abort(new Error('first left'));
    await expect(one).rejects.toThrow('first left');
    expect(aborted).toBe(false);
    second.abort(new Error('second left'));
    await expect(two).rejects.toThrow('second left');
    expect(aborted).toBe(true);
  });

  it('begins anew after a failure', async () => {
    const shared = new SharedWork<string>();
    const { signal } = new AbortController();
    const failing = shared.run('a', silent, signal, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await expect(shared.run('a', silent, signal, () => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
