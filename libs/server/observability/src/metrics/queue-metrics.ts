import { Gauge } from 'prom-client';
import type { Metrics } from './metrics';

/** Milliseconds that queues have to tell their depth. */
const PATIENCE_MS = 1_000;

/** Jobs of one queue by state. */
export interface QueueDepth {
  queue: string;
  jobs: Readonly<Record<string, number>>;
}

/**
 * Adds the depth of queues, read whenever the metrics are. Queues that do not answer in time are left out; the other
 * metrics are told all the same.
 */
export function measureQueues({ registry }: Metrics, read: () => Promise<QueueDepth[]>): void {
  const gauge = new Gauge({
    name: 'nora_queue_jobs',
    help: 'Jobs of a queue by state.',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const depths = await inTime(read()).catch(() => []);
      gauge.reset();
      for (const { queue, jobs } of depths) {
        for (const [state, count] of Object.entries(jobs)) gauge.set({ queue, state }, count);
      }
    },
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queues did not answer in time')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
