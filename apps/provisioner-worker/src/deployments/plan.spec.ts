import { DEPLOYMENT_KINDS, type DesiredState, type DeploymentKind, type StepName } from '@nora/contracts';
import * as fc from 'fast-check';
import { plan, type Desired, type Observed } from './plan';

const TAKEN_UP = new Date('2026-01-01T12:00:00Z');
const BEFORE = new Date('2026-01-01T11:00:00Z');
const AFTER = new Date('2026-01-01T12:00:01Z');
const recorded = { startedAt: TAKEN_UP };

const stateOf = (kind: DeploymentKind): DesiredState =>
  kind === 'stop' ? 'stopped' : kind === 'delete' ? 'deleted' : 'running';

const anyDesired: fc.Arbitrary<Desired> = fc
  .record({
    kind: fc.constantFrom(...DEPLOYMENT_KINDS),
    generation: fc.integer({ min: 1, max: 5 }),
    specHash: fc.constantFrom('a', 'b'),
  })
  .map((desired) => ({ ...desired, state: stateOf(desired.kind) }));

const ABSENT: Observed = { state: 'absent', generation: null, specHash: null, startedAt: null };

const anyObserved: fc.Arbitrary<Observed> = fc.oneof(
  fc.constant(ABSENT),
  fc
    .record({
      state: fc.constantFrom('created', 'running', 'exited'),
      generation: fc.integer({ min: 1, max: 5 }),
      specHash: fc.constantFrom('a', 'b'),
      startedAt: fc.constantFrom(BEFORE, AFTER),
    })
    .map((observed): Observed =>
      observed.state === 'created' ? { ...observed, startedAt: null } : observed,
    ),
);

/** What one step makes of a runtime, as the adapters promise it. */
function apply(step: StepName, desired: Desired, observed: Observed): Observed {
  switch (step) {
    case 'stop':
      expect(observed.state).toBe('running');
      return { ...observed, state: 'exited' };
    case 'create': {
      expect(observed.state).not.toBe('running');
      const { generation, specHash } = desired;
      return { state: 'created', generation, specHash, startedAt: null };
    }
    case 'inject':
      expect(['created', 'exited']).toContain(observed.state);
      return observed;
    case 'start':
      expect(['created', 'exited']).toContain(observed.state);
      return { ...observed, state: 'running', startedAt: AFTER };
    case 'ready':
    case 'verify':
      expect(observed.state).toBe('running');
      return observed;
    case 'cleanup':
      expect(observed.state).not.toBe('running');
      return ABSENT;
    default:
      return observed;
  }
}

const run = (steps: StepName[], desired: Desired, observed: Observed) =>
  steps.reduce((seen, step) => apply(step, desired, seen), observed);

const REACHED: Record<DesiredState, string[]> = {
  running: ['running'],
  stopped: ['absent', 'created', 'exited'],
  deleted: ['absent'],
};

describe('plan', () => {
  it('reaches the desired state from any combination', () => {
    fc.assert(
      fc.property(anyDesired, anyObserved, (desired, observed) => {
        const reached = run(plan(desired, recorded, observed), desired, observed);
        expect(REACHED[desired.state]).toContain(reached.state);
        if (desired.state === 'running') expect(reached.specHash).toBe(desired.specHash);
        if (desired.kind === 'redeploy') expect(reached.generation).toBe(desired.generation);
        if (desired.kind === 'restart') expect(reached.startedAt).toEqual(AFTER);
      }),
    );
  });

  it('changes nothing a second time', () => {
    const changing: StepName[] = ['stop', 'create', 'inject', 'start'];
    fc.assert(
      fc.property(anyDesired, anyObserved, (desired, observed) => {
        const reached = run(plan(desired, recorded, observed), desired, observed);
        const again = plan(desired, recorded, reached);
        expect(again.filter((step) => changing.includes(step))).toEqual([]);
      }),
    );
  });

  it('reaches the desired state when the worker dies after any step', () => {
    fc.assert(
      fc.property(anyDesired, anyObserved, fc.nat({ max: 10 }), (desired, observed, died) => {
        const halfway = run(plan(desired, recorded, observed).slice(0, died), desired, observed);
        const reached = run(plan(desired, recorded, halfway), desired, halfway);
        expect(REACHED[desired.state]).toContain(reached.state);
      }),
    );
  });

  it('prepares image, storage and network before it stops a runtime that is to be replaced', () => {
    const desired: Desired = { kind: 'redeploy', state: 'running', generation: 2, specHash: 'b' };
    const observed: Observed = { state: 'running', generation: 1, specHash: 'a', startedAt: BEFORE };
    expect(plan(desired, recorded, observed)).toEqual([
      'image',
      'storage',
      'network',
      'stop',
      'create',
      'inject',
      'start',
      'ready',
      'verify',
    ]);
  });

  it('never prepares or creates anything for an agent that is to be stopped or deleted', () => {
    fc.assert(
      fc.property(anyDesired, anyObserved, (desired, observed) => {
        fc.pre(desired.state !== 'running');
        const steps = plan(desired, recorded, observed);
        expect(steps.filter((step) => !['stop', 'cleanup'].includes(step))).toEqual([]);
      }),
    );
  });
});
