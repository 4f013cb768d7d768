import type { MetricSample } from '@nora/domain';
import { ratesBetween, type RuntimeRates, type RuntimeUsage } from '@nora/runtime-adapters';

const UNKNOWN: Record<keyof RuntimeRates, null> = {
  cpuPercent: null,
  networkRxBytesPerSecond: null,
  networkTxBytesPerSecond: null,
  blockReadBytesPerSecond: null,
  blockWriteBytesPerSecond: null,
};

/** Remembers the last look at every runtime, because rates are what lies between two. */
export class UsageHistory {
  private last = new Map<string, RuntimeUsage>();

  /** @param longestMs a look that is older says nothing about the present */
  constructor(private readonly longestMs: number) {}

  /** Samples of one look at all runtimes; what is not among them is forgotten. */
  samplesOf(usages: readonly RuntimeUsage[], diskOf: (agentId: string) => number | null): MetricSample[] {
    const before = this.last;
    this.last = new Map(usages.map((usage) => [usage.agentId, usage]));
    return usages.map((usage) => this.sampleOf(usage, before.get(usage.agentId), diskOf(usage.agentId)));
  }

  forget(): void {
    this.last = new Map();
  }

  private sampleOf(
    usage: RuntimeUsage,
    before: RuntimeUsage | undefined,
    diskBytes: number | null,
  ): MetricSample {
    const { agentId, at, memoryBytes, pids } = usage;
    const recent = before && at.getTime() - before.at.getTime() <= this.longestMs ? before : undefined;
    const rates = (recent && ratesBetween(recent, usage)) ?? UNKNOWN;
    return {
      ...{ agentId, memoryBytes: Math.round(memoryBytes), diskBytes, pids },
      cpuPercent: rates.cpuPercent,
      networkRxRate: rates.networkRxBytesPerSecond,
      networkTxRate: rates.networkTxBytesPerSecond,
      blockReadRate: rates.blockReadBytesPerSecond,
      blockWriteRate: rates.blockWriteBytesPerSecond,
      restarted: before !== undefined && before.startedAt?.getTime() !== usage.startedAt?.getTime(),
    };
  }
}
