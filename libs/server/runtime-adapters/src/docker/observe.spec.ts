import type { ContainerInspectInfo } from 'dockerode';
import { LABELS } from './names';
import { observe, type Surroundings } from './observe';

const handle = { target: 'docker' as const, agentId: 'a', id: 'nora-home-a' };
const around: Surroundings = { networkId: 'net-1', storagePresent: true };

interface Told {
  state?: Partial<ContainerInspectInfo['State']>;
  host?: Partial<ContainerInspectInfo['HostConfig']>;
  labels?: Record<string, string> | null;
  networkId?: string | null;
}

/** A container as the engine tells of it, as far as it is read. */
function container({ state, host, labels, networkId = 'net-1' }: Told = {}): ContainerInspectInfo {
  const own = {
    [LABELS.installation]: 'home',
    [LABELS.agent]: 'a',
    [LABELS.generation]: '3',
    [LABELS.specHash]: 'x',
  };
  const State = {
    Status: 'running',
    Running: true,
    StartedAt: '2026-01-02T03:04:05Z',
    ExitCode: 0,
    ...state,
  };
  return {
    State,
    RestartCount: 0,
    Config: { Image: 'nora/runtime:1', Labels: labels === undefined ? own : labels },
    HostConfig: { NanoCpus: 1_500_000_000, Memory: 2 * 1024 ** 3, ...host },
    NetworkSettings: { Networks: networkId === null ? {} : { [handle.id]: { NetworkID: networkId } } },
  } as unknown as ContainerInspectInfo;
}

const seen = (told?: Told, surroundings = around) => observe(handle, container(told), surroundings, 'home');

describe('observe', () => {
  it('tells everything of a running runtime', () => {
    expect(seen()).toMatchObject({
      ...{ handle, state: 'running', generation: 3, specHash: 'x', exitCode: null, image: 'nora/runtime:1' },
      ...{ startedAt: new Date('2026-01-02T03:04:05Z'), limits: { vcpu: 1.5, ramMb: 2048 } },
      ...{ networkAttached: true, storagePresent: true },
    });
  });

  it.each<[string, NonNullable<Told['state']>]>([
    ['paused', { Paused: true }],
    ['exited', { Running: false, Status: 'exited', ExitCode: 137 }],
    ['exited', { Restarting: true, Status: 'restarting', ExitCode: 1 }],
    ['created', { Running: false, Status: 'created', StartedAt: '0001-01-01T00:00:00Z' }],
  ])('calls a runtime %s when the engine says %j', (state, told) => {
    const { exitCode, startedAt, ...rest } = seen({ state: told });
    expect(rest.state).toBe(state);
    expect(exitCode).toBe(state === 'exited' ? told.ExitCode : null);
    expect(startedAt === null).toBe(state === 'created');
  });

  it.each<Record<string, string> | null>([
    null,
    {},
    { [LABELS.installation]: 'away', [LABELS.agent]: 'a' },
    { [LABELS.installation]: 'home' },
  ])('takes nothing from a container with the labels %j', (labels) => {
    expect(seen({ labels })).toMatchObject({
      ...{ state: 'foreign', generation: null, image: null, limits: null, networkAttached: null },
    });
  });

  it.each([
    ['net-1', 'net-1', true],
    ['', 'net-1', true],
    [null, 'net-1', false],
    ['net-0', 'net-1', false],
    ['net-1', null, false],
  ])('a member of %s while its network is %s: %s', (networkId, present, attached) => {
    expect(seen({ networkId }, { networkId: present, storagePresent: true })).toMatchObject({
      networkAttached: attached,
    });
  });

  it.each([
    [
      { NanoCpus: 0, Memory: 0 },
      { vcpu: 0, ramMb: 0 },
    ],
    [
      { NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 0 },
      { vcpu: 0.5, ramMb: 2048 },
    ],
    [
      { NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 50_000 },
      { vcpu: 1, ramMb: 2048 },
    ],
  ])('reads the limits %j', (host, limits) => {
    expect(seen({ host })).toMatchObject({ limits });
  });

  it('tells that storage is left of a runtime that is gone', () => {
    expect(observe(handle, null, { networkId: null, storagePresent: true }, 'home')).toMatchObject({
      ...{ state: 'absent', storagePresent: true, networkAttached: null, limits: null },
    });
  });
});
