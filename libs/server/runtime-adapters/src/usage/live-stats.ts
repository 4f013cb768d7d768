import { setTimeout as sleep } from 'node:timers/promises';
import type { RuntimeAccess, RuntimeHandle, RuntimeStats, RuntimeUsage } from '../ports';
import { ratesBetween } from './rates';

/** Rates need a second look; the first one is soon, so that a watcher sees something at once. */
const FIRST_PAUSE_MS = 500;
const PAUSE_MS = 2_000;
/** Looking through a whole storage takes its disk's time. */
const DISK_EVERY_MS = 60_000;

/** Watches one runtime through what its target counts. */
export async function* liveStats(
  access: Pick<RuntimeAccess, 'usage' | 'diskUsage'>,
  handle: RuntimeHandle,
  signal: AbortSignal,
): AsyncIterable<RuntimeStats> {
  const disk = new DiskUsage(() => access.diskUsage(handle, signal));
  let before = await usageOf(access, handle, signal);
  let pause = FIRST_PAUSE_MS;
  while (before && !signal.aborted) {
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = await usageOf(access, handle, signal);
    if (!now) return;
    const rates = ratesBetween(before, now);
    if (rates) yield { ...now, ...rates, diskBytes: disk.read() };
    before = now;
    pause = PAUSE_MS;
  }
}

/** Null when the runtime does not run, and after the signal. */
async function usageOf(
  access: Pick<RuntimeAccess, 'usage'>,
  handle: RuntimeHandle,
  signal: AbortSignal,
): Promise<RuntimeUsage | null> {
  try {
    for await (const usage of access.usage([handle], signal)) return usage;
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** What was found last; a new search goes on beside what waits for nothing. */
class DiskUsage {
  private last: number | null = null;
  private askedAt = -Infinity;

  constructor(private readonly find: () => Promise<number | null>) {}

  read(): number | null {
    const now = performance.now();
    if (now - this.askedAt >= DISK_EVERY_MS) {
      this.askedAt = now;
      this.find().then(
        (bytes) => (this.last = bytes),
        () => (this.last = null),
      );
    }
    return this.last;
  }
}
