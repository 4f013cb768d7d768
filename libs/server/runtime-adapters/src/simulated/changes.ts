import type { RuntimeChange } from '../ports';

type Listener = (change: RuntimeChange) => void;

/** Tells every watcher what happens, in order. */
export class Changes {
  private readonly listeners = new Set<Listener>();

  emit(agentId: string, what: string): void {
    for (const listener of this.listeners) listener({ agentId, what });
  }

  /** Everything from now on, until the signal. */
  async *watch(signal: AbortSignal): AsyncIterable<RuntimeChange> {
    const waiting: RuntimeChange[] = [];
    let wake = (): void => undefined;
    const listener: Listener = (change) => {
      waiting.push(change);
      wake();
    };
    const end = (): void => wake();
    this.listeners.add(listener);
    signal.addEventListener('abort', end);
    try {
      while (!signal.aborted) {
        const change = waiting.shift();
        if (change) yield change;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.listeners.delete(listener);
      signal.removeEventListener('abort', end);
    }
  }
}
