import type { RuntimeUsage } from '../ports';
import { ratesBetween } from './rates';

const startedAt = new Date('2026-01-02T03:00:00Z');

function usage(second: number, changes: Partial<RuntimeUsage> = {}): RuntimeUsage {
  return {
    ...{ agentId: 'a', at: new Date(startedAt.getTime() + second * 1_000), startedAt, cpuSeconds: 0 },
    ...{ memoryBytes: 1, memoryLimitBytes: null, networkRxBytes: 0, networkTxBytes: 0 },
    ...{ blockReadBytes: 0, blockWriteBytes: 0, pids: 1, ...changes },
  };
}

describe('ratesBetween', () => {
  it('gives what was used in each second between two looks', () => {
    const after = { cpuSeconds: 15, networkRxBytes: 5_000, networkTxBytes: 100, blockWriteBytes: 40 };
    expect(ratesBetween(usage(0), usage(10, after))).toEqual({
      ...{ cpuPercent: 150, networkRxBytesPerSecond: 500, networkTxBytesPerSecond: 10 },
      ...{ blockReadBytesPerSecond: 0, blockWriteBytesPerSecond: 4 },
    });
  });

  it('gives nothing across a start, whose counters begin anew', () => {
    const restarted = { startedAt: new Date(startedAt.getTime() + 5_000), cpuSeconds: 1 };
    expect(ratesBetween(usage(0), usage(10, restarted))).toBeNull();
    expect(ratesBetween(usage(3), usage(3))).toBeNull();
  });

  it('is never less than nothing when a process took its count along', () => {
    const before = usage(0, { cpuSeconds: 9, blockReadBytes: 7 });
    expect(ratesBetween(before, usage(1))).toMatchObject({ cpuPercent: 0, blockReadBytesPerSecond: 0 });
  });

  it('does not know the traffic that its target does not count', () => {
    const uncounted = { networkRxBytes: null, networkTxBytes: null };
    const unknown = { networkRxBytesPerSecond: null, networkTxBytesPerSecond: null };
    expect(ratesBetween(usage(0, uncounted), usage(1, uncounted))).toMatchObject(unknown);
  });
});
