import type { Progress } from './ports';

interface Job<T> {
  result: Promise<T>;
  listeners: Set<Progress>;
  waiting: number;
  abort: AbortController;
}

/**
 * Work that concurrent callers share: the first one starts it, the others join. Each caller may leave early;
 * when the last one has left, the work is aborted.
 */
export class SharedWork<T> {
  private readonly jobs = new Map<string, Job<T>>();

  async run(
    key: string,
    progress: Progress,
    signal: AbortSignal,
    work: (progress: Progress, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const job = this.jobs.get(key) ?? this.begin(key, work);
    job.waiting += 1;
    job.listeners.add(progress);
    let leave: (() => void) | undefined;
    try {
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(signal.reason as Error);
        signal.addEventListener('abort', leave);
      });
      return await Promise.race([job.result, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      job.listeners.delete(progress);
      job.waiting -= 1;
      if (job.waiting === 0) {
        // A caller that comes now must not join work that is being given up.
        if (this.jobs.get(key) === job) this.jobs.delete(key);
        job.abort.abort(new Error('Nobody waits for it any more.'));
      }
    }
  }

  private begin(key: string, work: (progress: Progress, signal: AbortSignal) => Promise<T>): Job<T> {
    const listeners = new Set<Progress>();
    const abort = new AbortController();
    const tell: Progress = (message) => listeners.forEach((listener) => listener(message));
    const result = work(tell, abort.signal);
    const job: Job<T> = { result, listeners, waiting: 0, abort };
    const forget = (): void => {
      if (this.jobs.get(key) === job) this.jobs.delete(key);
    };
    result.then(forget, forget);
    this.jobs.set(key, job);
    return job;
  }
}
