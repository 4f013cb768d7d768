import type { ContainerInspectInfo, ContainerStats } from 'dockerode';
import { usageOf } from './usage';

const container = {
  State: { StartedAt: '2026-01-02T03:04:05.123456789Z' },
  HostConfig: { Memory: 2_048 },
} as ContainerInspectInfo;

/** As far as an engine tells of what is read here. */
function answer(changes: object = {}): ContainerStats {
  return {
    pids_stats: { current: 23, limit: 512 },
    cpu_stats: { cpu_usage: { total_usage: 2_500_000_000 } },
    memory_stats: { usage: 1_000, limit: 2_048, stats: { total_inactive_file: 300, inactive_file: 7 } },
    networks: { eth0: { rx_bytes: 10, tx_bytes: 1 }, eth1: { rx_bytes: 5, tx_bytes: 2 } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'Read', value: 40 },
        { op: 'Write', value: 4 },
        { op: 'Read', value: 2 },
        { op: 'Total', value: 46 },
      ],
    },
    ...changes,
  } as unknown as ContainerStats;
}

describe('usage of a container', () => {
  it('is the sum of what the engine counts, without the cache of files', () => {
    expect(usageOf('a', container, answer())).toMatchObject({
      ...{ agentId: 'a', startedAt: new Date('2026-01-02T03:04:05.123Z'), cpuSeconds: 2.5, pids: 23 },
      ...{ memoryBytes: 700, memoryLimitBytes: 2_048, networkRxBytes: 15, networkTxBytes: 3 },
      ...{ blockReadBytes: 42, blockWriteBytes: 4 },
    });
  });

  it('is read of the newer kind of control groups too', () => {
    const memory_stats = { usage: 1_000, stats: { inactive_file: 100 } };
    const blkio_stats = { io_service_bytes_recursive: [{ op: 'read', value: 3 }] };
    const newer = answer({ memory_stats, blkio_stats });
    expect(usageOf('a', container, newer)).toMatchObject({ memoryBytes: 900, blockReadBytes: 3 });
  });

  it('is there without a network, without a limit and before anything was read', () => {
    const unlimited = { ...container, HostConfig: { Memory: 0 } } as ContainerInspectInfo;
    const bare = answer({ networks: undefined, blkio_stats: { io_service_bytes_recursive: null } });
    expect(usageOf('a', unlimited, bare)).toMatchObject({
      ...{ memoryLimitBytes: null, networkRxBytes: 0, networkTxBytes: 0, blockReadBytes: 0 },
    });
  });

  it('is not there for one that ended before the engine was asked', () => {
    expect(usageOf('a', container, answer({ pids_stats: {} }))).toBeNull();
  });
});
