import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import type { SseEvent, SseStream } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import type { RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import { LiveListener } from './live-listener';
import { toLiveSample } from './metrics.mapper';

/** Milliseconds until a runtime that does not run is looked at again. */
const LOOK_AGAIN_MS = 2_000;

/** One runtime that somebody looks at. */
interface Watch {
  readonly listeners: Set<LiveListener>;
  readonly closing: AbortController;
  /** What was told last; who comes later sees it at once. */
  last: SseEvent | null;
}

/** Watches runtimes for as long as somebody looks at them: each once, however many look. */
@Injectable()
export class LiveMetrics {
  private readonly watches = new Map<string, Watch>();

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Sends what a runtime uses until the stream ends: `sample` while it runs, `stopped` and `failed` once when it does
   * not. It goes on by itself when the runtime does.
   */
  follow(access: RuntimeAccess, handle: RuntimeHandle, stream: SseStream): void {
    const { agentId } = handle;
    const watch = this.watches.get(agentId) ?? this.begin(access, handle);
    const listener = new LiveListener(stream);
    watch.listeners.add(listener);
    if (watch.last) listener.tell(watch.last);
    const leave = (): void => {
      watch.listeners.delete(listener);
      if (watch.listeners.size > 0) return;
      watch.closing.abort();
      if (this.watches.get(agentId) === watch) this.watches.delete(agentId);
    };
    if (stream.isOpen) stream.signal.addEventListener('abort', leave, { once: true });
    else leave();
  }

  private begin(access: RuntimeAccess, handle: RuntimeHandle): Watch {
    const watch: Watch = { listeners: new Set(), closing: new AbortController(), last: null };
    this.watches.set(handle.agentId, watch);
    void this.run(access, handle, watch);
    return watch;
  }

  private async run(access: RuntimeAccess, handle: RuntimeHandle, watch: Watch): Promise<void> {
    const { signal } = watch.closing;
    while (!signal.aborted) {
      try {
        for await (const stats of access.stats(handle, signal)) {
          tell(watch, { event: 'sample', data: toLiveSample(stats) });
        }
        tellChange(watch, { event: 'stopped', data: { at: new Date().toISOString() } });
      } catch (error) {
        if (signal.aborted) return;
        const known = error instanceof DomainError;
        const detail = known ? error.message : 'The target does not tell what its agents use.';
        const code = known ? error.code : 'runtime_unreachable';
        const isNews = tellChange(watch, { event: 'failed', data: { code, detail } });
        if (isNews && !known) this.logger.warn({ agentId: handle.agentId, error }, detail);
      }
      await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

function tell(watch: Watch, event: SseEvent): void {
  watch.last = event;
  for (const listener of watch.listeners) listener.tell(event);
}

/** @returns false when it has been told already */
function tellChange(watch: Watch, event: SseEvent): boolean {
  if (watch.closing.signal.aborted || watch.last?.event === event.event) return false;
  tell(watch, event);
  return true;
}
