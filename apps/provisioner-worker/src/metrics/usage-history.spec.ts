import type { RuntimeUsage } from '@nora/runtime-adapters';
import { UsageHistory } from './usage-history';

const startedAt = new Date('2026-01-02T03:00:00Z');

function usage(second: number, changes: Partial<RuntimeUsage> = {}): RuntimeUsage {
  return {
    ...{
      agentId: 'a',
      at: new Date(startedAt.getTime() + second * 1_000),
      startedAt,
      cpuSeconds: second / 2,
    },
    ...{ memoryBytes: 100.4, memoryLimitBytes: null, networkRxBytes: null, networkTxBytes: null },
    ...{ blockReadBytes: 0, blockWriteBytes: second * 7, pids: 3, ...changes },
  };
}

describe('UsageHistory', () => {
  let history: UsageHistory;
  beforeEach(() => (history = new UsageHistory(30_000)));

  it('knows rates from the second look on', () => {
    const [first] = history.samplesOf([usage(0)], () => null);
    expect(first).toEqual({
      ...{ agentId: 'a', memoryBytes: 100, diskBytes: null, pids: 3, restarted: false },
      ...{ cpuPercent: null, networkRxRate: null, networkTxRate: null, blockReadRate: null },
      blockWriteRate: null,
    });
    const [second] = history.samplesOf([usage(10)], () => 4_096);
    expect(second).toMatchObject({ cpuPercent: 50, blockReadRate: 0, blockWriteRate: 7, diskBytes: 4_096 });
    expect(second).toMatchObject({ networkRxRate: null, restarted: false });
  });

  it('tells a start in between, and makes no rate across it', () => {
    history.samplesOf([usage(0)], () => null);
    const restarted = usage(10, { startedAt: new Date(startedAt.getTime() + 4_000), cpuSeconds: 1 });
    expect(history.samplesOf([restarted], () => null)).toMatchObject([{ cpuPercent: null, restarted: true }]);
  });

  it('makes no rate of a look that is long ago, nor of one that was forgotten', () => {
    history.samplesOf([usage(0)], () => null);
    expect(history.samplesOf([usage(40)], () => null)).toMatchObject([{ cpuPercent: null }]);
    history.samplesOf([], () => null);
    expect(history.samplesOf([usage(50)], () => null)).toMatchObject([{ cpuPercent: null }]);
    history.forget();
    expect(history.samplesOf([usage(60)], () => null)).toMatchObject([{ cpuPercent: null }]);
  });
});
