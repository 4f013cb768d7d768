import { createHash } from 'node:crypto';
import type { RuntimeUsage } from '../ports';
import type { SimulatedRuntime } from './types';

const MEBIBYTE = 1_048_576;
/** Seconds from one busy time to the next. */
const PERIOD = 300;
const OMEGA = (2 * Math.PI) / PERIOD;

/** Disk a simulated agent takes. */
export const SIMULATED_DISK_BYTES = 64 * MEBIBYTE;

/**
 * What a simulated runtime has used: a load that swells and ebbs, in another rhythm for every agent, the same each
 * time it is asked for the same moment.
 */
export function simulatedUsage(agentId: string, runtime: SimulatedRuntime, at: Date): RuntimeUsage {
  const { startedAt, limits } = runtime;
  const seconds = Math.max(0, (at.getTime() - (startedAt ?? at).getTime()) / 1_000);
  const phase = ((createHash('sha256').update(agentId).digest()[0] ?? 0) / 256) * 2 * Math.PI;
  // The integral of 1 + sin(ωt + φ): never falls.
  const used = seconds + (Math.cos(phase) - Math.cos(OMEGA * seconds + phase)) / OMEGA;
  const load = (1 + Math.sin(OMEGA * seconds + phase)) / 2;
  return {
    agentId,
    at,
    startedAt,
    cpuSeconds: used * 0.2 * limits.vcpu,
    memoryBytes: Math.round(limits.ramMb * MEBIBYTE * (0.2 + 0.3 * load)),
    memoryLimitBytes: limits.ramMb * MEBIBYTE,
    networkRxBytes: Math.round(used * 4_000),
    networkTxBytes: Math.round(used * 1_500),
    blockReadBytes: Math.round(used * 500),
    blockWriteBytes: Math.round(used * 2_500),
    pids: 20,
  };
}
