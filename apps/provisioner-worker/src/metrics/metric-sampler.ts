import { setTimeout as sleep } from 'node:timers/promises';
import { MetricsSettings } from '@nora/config';
import {
  insertMetricSamples,
  maintainMetricPartitions,
  retentionNow,
  rollUpMetrics,
  type MetricRetention,
} from '@nora/domain';
import type { Logger } from '@nora/observability';
import type { RuntimeAccess, RuntimeHandle, RuntimeUsage } from '@nora/runtime-adapters';
import type { DeployTarget } from '@nora/runtime-contract';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RUNTIME_BACKENDS, type RuntimeBackends } from '../deployments/deployment-context';
import { LOGGER } from '../tokens';
import { DiskCounts } from './disk-counts';
import { MetricsLease } from './metrics-lease';
import { UsageHistory } from './usage-history';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A target has this part of the time between two samples; what it has told by then is kept. */
const PATIENCE = 0.8;

/** One target and its agents that may have a runtime. */
interface Asked {
  target: DeployTarget;
  access: RuntimeAccess;
  handles: RuntimeHandle[];
}

/**
 * Writes down what every agent uses, at full multiples of the sample time so that steps of a chart hold the same number
 * of samples; and makes the averages, and the room for them, of which there has to be one time only.
 */
@Injectable()
export class MetricSampler implements BeforeApplicationShutdown {
  private readonly shutdown = new AbortController();
  private readonly intervalMs: number;
  private readonly history: UsageHistory;
  private readonly failing = new Set<DeployTarget>();
  private running: Promise<void> = Promise.resolve();
  /** The day, and for how long things were kept when room was made for it. */
  private maintained = '';
  private kept: MetricRetention | null = null;
  private rolledUpMinute = -1;

  constructor(
    private readonly dataSource: DataSource,
    private readonly lease: MetricsLease,
    private readonly disks: DiskCounts,
    private readonly settings: MetricsSettings,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.intervalMs = settings.sampleSeconds * 1_000;
    this.history = new UsageHistory(3 * this.intervalMs);
  }

  start(): void {
    this.disks.start();
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort(new Error('The worker stops.'));
    await this.running;
    await this.lease.release();
  }

  /**
   * One sample of all agents, if it is for this worker to take it.
   * @returns how many agents were sampled; null when another worker does it
   */
  async sample(at: Date): Promise<number | null> {
    if (!(await this.lease.hold((3 * this.intervalMs) / 1_000))) {
      this.history.forget();
      this.disks.want([]);
      return null;
    }
    await this.maintain(at);
    const asked = await this.whomToAsk();
    const usages = (await Promise.all(asked.map((one) => this.ask(one)))).flat();
    const running = new Set(usages.map(({ agentId }) => agentId));
    const counted = asked.flatMap(({ access, handles }) =>
      handles.filter(({ agentId }) => running.has(agentId)).map((handle) => ({ access, handle })),
    );
    this.disks.want(counted);
    const samples = this.history.samplesOf(usages, (agentId) => this.disks.of(agentId));
    await insertMetricSamples(this.dataSource, at, samples);
    await this.rollUp(at);
    return samples.length;
  }

  private async run(): Promise<void> {
    const { signal } = this.shutdown;
    while (!signal.aborted) {
      const now = Date.now();
      const next = Math.floor(now / this.intervalMs + 1) * this.intervalMs;
      await sleep(next - now, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.sample(new Date(next));
      } catch (error) {
        this.logger.warn({ error }, 'what agents use could not be sampled; trying again');
      }
    }
  }

  private async whomToAsk(): Promise<Asked[]> {
    const rows = await this.dataSource.query<{ id: string; deploy_target: DeployTarget }[]>(
      `SELECT id, deploy_target FROM agents WHERE status NOT IN ('deleted', 'stopped')`,
    );
    const asked = new Map<DeployTarget, Asked>();
    for (const { id, deploy_target: target } of rows) {
      const access = this.backends.get(target)?.access;
      if (!access) continue;
      const one = asked.get(target) ?? { target, access, handles: [] };
      asked.set(target, one);
      one.handles.push(access.handleFor(id));
    }
    return [...asked.values()];
  }

  /** A target that falls silent keeps neither the others nor what it has told already. */
  private async ask({ target, access, handles }: Asked): Promise<RuntimeUsage[]> {
    const usages: RuntimeUsage[] = [];
    const patience = AbortSignal.timeout(this.intervalMs * PATIENCE);
    try {
      const signal = AbortSignal.any([patience, this.shutdown.signal]);
      for await (const usage of access.usage(handles, signal)) usages.push(usage);
      if (this.failing.delete(target))
        this.logger.info({ target }, 'a target tells again what its agents use');
    } catch (error) {
      if (this.shutdown.signal.aborted || this.failing.has(target)) return usages;
      this.failing.add(target);
      this.logger.warn({ target, error, told: usages.length }, 'a target does not tell what its agents use');
    }
    return usages;
  }

  /**
   * Makes room for the days to come and drops what has been kept long enough: once a day, when a worker begins, and
   * within a minute of a change of how long that is.
   */
  private async maintain(now: Date): Promise<void> {
    const kept = await this.retention(now);
    const wanted = JSON.stringify([Math.floor(now.getTime() / DAY_MS), kept]);
    if (wanted === this.maintained) return;
    const { made, dropped } = await maintainMetricPartitions(this.dataSource, now, kept);
    if (made.length + dropped.length > 0) this.logger.info({ made, dropped }, 'partitions of metrics');
    this.maintained = wanted;
  }

  /** For how many days things are kept; asked for once a minute. */
  private async retention(now: Date): Promise<MetricRetention> {
    if (this.kept && Math.floor(now.getTime() / MINUTE_MS) === this.rolledUpMinute) return this.kept;
    const { sampleDays, minuteDays, tenMinuteDays } = this.settings;
    const days = await retentionNow(this.dataSource, {
      ...{ metricSampleDays: sampleDays, metricMinuteDays: minuteDays, metricTenMinuteDays: tenMinuteDays },
    });
    this.kept = {
      ...{
        samples: days.metricSampleDays,
        minutes: days.metricMinuteDays,
        tenMinutes: days.metricTenMinuteDays,
      },
    };
    return this.kept;
  }

  /** All samples before this one are written: nobody else writes any. */
  private async rollUp(at: Date): Promise<void> {
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    if (minute === this.rolledUpMinute) return;
    const { samples } = await this.retention(at);
    const oldest = new Date(at.getTime() - samples * DAY_MS);
    await rollUpMetrics(this.dataSource, at, oldest);
    this.rolledUpMinute = minute;
  }
}
