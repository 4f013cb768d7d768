import type { ObservedRuntime } from '@nora/runtime-adapters';
import { differencesOf, sameDrift, type RecordedAgent } from './drift';

const AGENT: RecordedAgent = {
  ...{ status: 'running', desiredState: 'running', runtime: { image: 'x', specHash: 'a' } },
  ...{ vcpu: 1, ramMb: 2048, storageCreatedAt: new Date() },
};
const OBSERVED: ObservedRuntime = {
  handle: { target: 'docker', agentId: 'one', id: 'one' },
  ...{ state: 'running', generation: 1, specHash: 'a', startedAt: new Date(), exitCode: null },
  ...{ image: 'x', limits: { vcpu: 1, ramMb: 2048 }, networkAttached: true, storagePresent: true },
};
const STOPPED: Partial<RecordedAgent> = { status: 'stopped', desiredState: 'stopped' };

const kindsOf = (agent: Partial<RecordedAgent>, observed: Partial<ObservedRuntime>): string[] =>
  differencesOf({ ...AGENT, ...agent }, { ...OBSERVED, ...observed }).map(({ kind }) => kind);

describe('differencesOf', () => {
  it.each<[string, Partial<RecordedAgent>, Partial<ObservedRuntime>, string[]]>([
    ['nothing', {}, {}, []],
    ['a removed runtime', {}, { state: 'absent' }, ['runtime-missing']],
    ['another object of its name', {}, { state: 'foreign' }, ['runtime-missing']],
    ['a crash', {}, { state: 'exited', exitCode: 137 }, ['runtime-exited']],
    ['a pause', {}, { state: 'paused' }, ['runtime-paused']],
    ['other limits', {}, { limits: { vcpu: 1, ramMb: 512 } }, ['limits-changed']],
    ['another image', {}, { image: 'y' }, ['image-changed']],
    ['another shape', {}, { specHash: 'b', image: 'y' }, ['runtime-replaced']],
    ['a cut network', {}, { networkAttached: false }, ['network-detached']],
    [
      'two edits at once',
      {},
      { networkAttached: false, limits: { vcpu: 2, ramMb: 2048 } },
      ['limits-changed', 'network-detached'],
    ],
    ['lost storage', {}, { storagePresent: false, state: 'absent' }, ['storage-missing']],
    [
      'lost storage of a stopped agent',
      STOPPED,
      { storagePresent: false, state: 'absent' },
      ['storage-missing'],
    ],
    ['a stopped agent that runs', STOPPED, {}, ['runtime-running']],
    ['a stopped agent that does not', STOPPED, { state: 'exited' }, []],
    ['a stopped agent without a runtime', STOPPED, { state: 'absent' }, []],
    ['an agent that failed', { status: 'failed' }, { state: 'exited' }, []],
    [
      'an agent recorded by an older release',
      { runtime: { image: null, specHash: null } },
      { image: 'y', specHash: 'b' },
      [],
    ],
    ['a target without limits', {}, { limits: null, networkAttached: null }, []],
  ])('sees %s', (_, agent, observed, kinds) => {
    expect(kindsOf(agent, observed)).toEqual(kinds);
  });

  it('tells a stop from a crash by the exit code', () => {
    const [stop] = differencesOf(AGENT, { ...OBSERVED, state: 'exited', exitCode: 0 });
    const [crash] = differencesOf(AGENT, { ...OBSERVED, state: 'exited', exitCode: 137 });
    expect(stop?.detail).toContain('stopped outside Nora');
    expect(crash?.detail).toContain('exit code 137');
  });
});

describe('sameDrift', () => {
  it('compares without regard to order', () => {
    const a = { kind: 'limits-changed', detail: '1' } as const;
    const b = { kind: 'network-detached', detail: '2' } as const;
    expect(sameDrift([a, b], [b, a])).toBe(true);
    expect(sameDrift([a], [{ ...a, detail: '3' }])).toBe(false);
    expect(sameDrift([a], [a, b])).toBe(false);
  });
});
