import type { RuntimeRates, RuntimeUsage } from '../ports';

/**
 * How fast a runtime used things between two looks.
 * @returns null when it was started in between, and when no time has passed
 */
export function ratesBetween(before: RuntimeUsage, after: RuntimeUsage): RuntimeRates | null {
  const seconds = (after.at.getTime() - before.at.getTime()) / 1_000;
  if (seconds <= 0 || before.startedAt?.getTime() !== after.startedAt?.getTime()) return null;
  // A counter of many processes may fall by what one of them takes along when it ends.
  const perSecond = (from: number, to: number): number => Math.max(0, to - from) / seconds;
  const known = (from: number | null, to: number | null): number | null =>
    from === null || to === null ? null : perSecond(from, to);
  return {
    cpuPercent: 100 * perSecond(before.cpuSeconds, after.cpuSeconds),
    networkRxBytesPerSecond: known(before.networkRxBytes, after.networkRxBytes),
    networkTxBytesPerSecond: known(before.networkTxBytes, after.networkTxBytes),
    blockReadBytesPerSecond: perSecond(before.blockReadBytes, after.blockReadBytes),
    blockWriteBytesPerSecond: perSecond(before.blockWriteBytes, after.blockWriteBytes),
  };
}
