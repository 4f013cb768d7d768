import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again at something that announces itself to nobody, such as a process. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null>,
  timeoutMs: number,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(250);
  }
}
