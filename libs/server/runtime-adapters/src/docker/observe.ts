import type { ContainerInspectInfo } from 'dockerode';
import type { ObservedRuntime, RuntimeHandle, RuntimeState } from '../ports';
import { MEBIBYTE, NANO } from './container-spec';
import { LABELS } from './names';

/** What else is there of an agent, beside its container. */
export interface Surroundings {
  /** Null when the agent has no network of its own. */
  networkId: string | null;
  storagePresent: boolean;
}

/** What the engine's answers say of one runtime; `container` is whatever has the runtime's name. */
export function observe(
  handle: RuntimeHandle,
  container: ContainerInspectInfo | null,
  { networkId, storagePresent }: Surroundings,
  installationId: string,
): ObservedRuntime {
  const state = container ? stateOf(container, installationId) : 'absent';
  if (!container || state === 'foreign') {
    return {
      ...{ handle, state, generation: null, specHash: null, startedAt: null, exitCode: null },
      ...{ image: null, limits: null, networkAttached: null, storagePresent },
    };
  }
  const { State, Config, RestartCount } = container;
  const startedAt = new Date(State.StartedAt);
  const generation = Number(Config.Labels[LABELS.generation]);
  return {
    handle,
    state,
    generation: Number.isInteger(generation) ? generation : null,
    specHash: Config.Labels[LABELS.specHash] ?? null,
    // The engine writes the year 1 for a container that was never started.
    startedAt: startedAt.getTime() > 0 ? startedAt : null,
    exitCode: state === 'exited' ? State.ExitCode : null,
    restarts: RestartCount,
    image: Config.Image,
    limits: limitsOf(container),
    networkAttached: isAttached(container, handle.id, networkId),
    storagePresent,
  };
}

/** Whether a container was made by this installation. */
export function isOurs(container: ContainerInspectInfo, installationId: string): boolean {
  // A container without labels has none at all in the answer of some engines.
  const labels = (container.Config.Labels as Record<string, string> | null) ?? {};
  return labels[LABELS.installation] === installationId && LABELS.agent in labels;
}

/** Whether a container is a member of the network that has its name now; one of an earlier network does not count. */
export function isAttached(
  { NetworkSettings }: Pick<ContainerInspectInfo, 'NetworkSettings'>,
  name: string,
  networkId: string | null,
): boolean {
  const member = NetworkSettings.Networks[name];
  if (!member || networkId === null) return false;
  // Empty until the container is started for the first time.
  return member.NetworkID === '' || member.NetworkID === networkId;
}

function stateOf(container: ContainerInspectInfo, installationId: string): RuntimeState {
  const { Running, Restarting, Paused, Status } = container.State;
  if (!isOurs(container, installationId)) return 'foreign';
  // Between two attempts of the restart policy a runtime does not run, whatever the engine calls it.
  if (Running && !Restarting) return Paused ? 'paused' : 'running';
  return Status === 'created' ? 'created' : 'exited';
}

/** No limit at all is 0. */
function limitsOf({ HostConfig }: ContainerInspectInfo): { vcpu: number; ramMb: number } {
  const { NanoCpus, CpuQuota, CpuPeriod, Memory } = HostConfig;
  const shares = CpuQuota && CpuQuota > 0 ? CpuQuota / (CpuPeriod || DEFAULT_CPU_PERIOD) : 0;
  return { vcpu: NanoCpus ? NanoCpus / NANO : shares, ramMb: (Memory ?? 0) / MEBIBYTE };
}

/** Microseconds. */
const DEFAULT_CPU_PERIOD = 100_000;
