import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nora/observability';
import type { RuntimeBackend } from '@nora/runtime-adapters';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { RUNTIME_BACKENDS, type RuntimeBackends } from '../deployments/deployment-context';
import { LOGGER } from '../tokens';
import { Reconciler } from './reconciler';

/** Several changes of one runtime, as of a removal, are one look. */
const SETTLE_MS = 250;
const PAUSE_MS = 2_000;

/** Follows what backends say of their runtimes, so that a change by hand is seen at once and not by the next pass. */
@Injectable()
export class BackendWatch implements BeforeApplicationShutdown {
  private readonly shutdown = new AbortController();
  private readonly looks = new Map<string, NodeJS.Timeout>();
  private watching: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly reconciler: Reconciler,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.watching = Promise.all([...this.backends.values()].map((backend) => this.follow(backend)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort();
    for (const timer of this.looks.values()) clearTimeout(timer);
    await this.watching;
  }

  private async follow({ provisioner }: RuntimeBackend): Promise<void> {
    const { signal } = this.shutdown;
    while (!signal.aborted) {
      try {
        for await (const { agentId } of provisioner.watch(signal)) this.lookSoon(agentId);
      } catch (error) {
        if (signal.aborted) return;
        this.logger.warn({ target: provisioner.target, error }, 'a target cannot be watched; trying again');
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private lookSoon(agentId: string): void {
    if (this.looks.has(agentId)) return;
    const look = (): void => {
      this.looks.delete(agentId);
      void this.reconciler.look(agentId);
    };
    this.looks.set(agentId, setTimeout(look, SETTLE_MS));
  }
}
