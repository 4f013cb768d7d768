import { MetricsSettings } from '@nora/config';
import { RecurringTask, type Logger } from '@nora/observability';
import type { RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '../tokens';

const LOOK_EVERY_MS = 2_000;
/** An agent that has just been started fills its disk: from here on the pauses between its counts double. */
const FIRST_PAUSE_MS = 30_000;
/** Counting a disk keeps the disk busy; agents are to work, not to be counted. */
const AT_ONCE = 2;
/** A count gives itself up before; this is for a target that is silent. */
const WITHIN_MS = 60_000;

/** One whose disk is to be counted. */
export interface CountedAgent {
  access: Pick<RuntimeAccess, 'diskUsage'>;
  handle: RuntimeHandle;
}

interface Count {
  bytes: number | null;
  countedAt: number;
  /** Milliseconds until it is counted again. */
  pauseMs: number;
}

/** Counts the disks of agents one after the other, beside the samples: a count takes longer than there is time for one. */
@Injectable()
export class DiskCounts implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;
  private readonly shutdown = new AbortController();
  private readonly longestPauseMs: number;
  private wanted = new Map<string, CountedAgent>();
  private readonly counts = new Map<string, Count>();

  constructor(
    settings: MetricsSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.longestPauseMs = settings.diskMinutes * 60_000;
    const onError = (error: unknown) => this.logger.warn({ error }, 'disks of agents could not be counted');
    this.task = new RecurringTask(() => this.pass(), LOOK_EVERY_MS, onError);
  }

  start(): void {
    this.task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort(new Error('The worker stops.'));
    await this.task.stop();
  }

  /** From now on the disks of these agents are counted, and no others. */
  want(agents: readonly CountedAgent[]): void {
    this.wanted = new Map(agents.map((agent) => [agent.handle.agentId, agent]));
    for (const agentId of this.counts.keys()) if (!this.wanted.has(agentId)) this.counts.delete(agentId);
  }

  /** What was counted last; null before the first count, and where it cannot be told. */
  of(agentId: string): number | null {
    return this.counts.get(agentId)?.bytes ?? null;
  }

  /** Counts what has not been counted for long enough. */
  async pass(): Promise<void> {
    const due = [...this.wanted.values()].filter(({ handle }) => this.isDue(handle.agentId)).values();
    const count = async (): Promise<void> => {
      for (const agent of due) {
        if (this.shutdown.signal.aborted) return;
        await this.count(agent);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, count));
  }

  private isDue(agentId: string): boolean {
    const known = this.counts.get(agentId);
    return !known || performance.now() - known.countedAt >= known.pauseMs;
  }

  private async count({ access, handle }: CountedAgent): Promise<void> {
    const { agentId } = handle;
    const signal = AbortSignal.any([this.shutdown.signal, AbortSignal.timeout(WITHIN_MS)]);
    let bytes: number | null = null;
    try {
      bytes = await access.diskUsage(handle, signal);
    } catch (error) {
      if (this.shutdown.signal.aborted) return;
      this.logger.warn({ agentId, error }, 'the disk of an agent could not be counted');
    }
    if (!this.wanted.has(agentId)) return;
    const before = this.counts.get(agentId)?.pauseMs ?? FIRST_PAUSE_MS / 2;
    const pauseMs = Math.min(2 * before, this.longestPauseMs);
    this.counts.set(agentId, { bytes, pauseMs, countedAt: performance.now() });
  }
}
