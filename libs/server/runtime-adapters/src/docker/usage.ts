import type Docker from 'dockerode';
import type { ContainerInspectInfo, ContainerStats } from 'dockerode';
import type { RuntimeHandle, RuntimeUsage } from '../ports';
import { hasStatus } from './errors';

const AT_ONCE = 8;
const NANOSECONDS = 1_000_000_000;

/**
 * What running containers have used, several asked for at a time.
 * @param find the container of an agent of this installation; null when there is none
 */
export async function* readUsage(
  docker: Docker,
  handles: readonly RuntimeHandle[],
  find: (handle: RuntimeHandle, signal: AbortSignal) => Promise<ContainerInspectInfo | null>,
  signal: AbortSignal,
): AsyncGenerator<RuntimeUsage> {
  const read = async (handle: RuntimeHandle): Promise<RuntimeUsage | null> => {
    const found = await find(handle, signal);
    if (!found?.State.Running || found.State.Restarting) return null;
    // One look is enough for counters; without this the engine takes two, a second apart.
    const options = { stream: false, 'one-shot': true, abortSignal: signal } as const;
    try {
      return usageOf(handle.agentId, found, await docker.getContainer(found.Id).stats(options));
    } catch (error) {
      if (hasStatus(error, 404, 409)) return null;
      throw error;
    }
  };
  for (let at = 0; at < handles.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const answers = await Promise.all(handles.slice(at, at + AT_ONCE).map(read));
    yield* answers.filter((usage) => usage !== null);
  }
}

/** The engine's counters in the words of the port; null for one that ended before it was asked. */
export function usageOf(
  agentId: string,
  container: Pick<ContainerInspectInfo, 'State' | 'HostConfig'>,
  stats: ContainerStats,
): RuntimeUsage | null {
  const { cpu_stats, memory_stats, networks, blkio_stats, pids_stats } = stats;
  // Of a container that does not run the engine tells nothing but zeros, or nothing at all.
  const current = pids_stats?.current;
  if (!current) return null;
  const interfaces = Object.values((networks as typeof networks | undefined) ?? {});
  const limit = container.HostConfig.Memory ?? 0;
  return {
    agentId,
    at: new Date(),
    startedAt: new Date(container.State.StartedAt),
    cpuSeconds: cpu_stats.cpu_usage.total_usage / NANOSECONDS,
    memoryBytes: memoryOf(memory_stats),
    memoryLimitBytes: limit > 0 ? limit : null,
    networkRxBytes: interfaces.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    networkTxBytes: interfaces.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    blockReadBytes: blocksOf(blkio_stats, 'read'),
    blockWriteBytes: blocksOf(blkio_stats, 'write'),
    pids: current,
  };
}

/** As `docker stats` counts: without the cache of files that can be dropped, by the name it has in cgroup v1 or v2. */
function memoryOf({ usage, stats }: ContainerStats['memory_stats']): number {
  const kept = stats as Partial<Record<'total_inactive_file' | 'inactive_file', number>> | undefined;
  const inactive = kept?.total_inactive_file ?? kept?.inactive_file ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

function blocksOf(stats: ContainerStats['blkio_stats'], operation: 'read' | 'write'): number {
  const entries = (stats?.io_service_bytes_recursive ?? []) as { op: string; value: number }[];
  return entries
    .filter(({ op }) => op.toLowerCase() === operation)
    .reduce((sum, { value }) => sum + value, 0);
}
