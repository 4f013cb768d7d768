import { DEPLOYMENT_KINDS, type DeploymentKind, type DesiredState } from '@nora/contracts';
import * as fc from 'fast-check';
import type { PlannedStep } from './deployment-steps';
import { plan, type Desired, type Observed, type Recorded } from './plan';

const TAKEN_UP = new Date('2026-01-01T12:00:00Z');
const BEFORE = new Date('2026-01-01T11:00:00Z');
const AFTER = new Date('2026-01-01T12:00:01Z');
const LIMITS = { vcpu: 1, ramMb: 2048 };
const KEEPING: readonly DeploymentKind[] = ['update', 'rollback', 'rename', 'heal'];

const statesOf = (kind: DeploymentKind): DesiredState[] => {
  if (kind === 'delete' || kind === 'force-delete') return ['deleted'];
  if (kind === 'stop') return ['stopped'];
  return KEEPING.includes(kind) ? ['running', 'stopped'] : ['running'];
};

const anyDesired: fc.Arbitrary<Desired> = fc.constantFrom(...DEPLOYMENT_KINDS).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    state: fc.constantFrom(...statesOf(kind)),
    generation: fc.integer({ min: 1, max: 5 }),
    specHash: fc.constantFrom('a', 'b'),
    image: fc.constantFrom(null, 'x', 'y'),
    limits: fc.constant(LIMITS),
    options: fc.record({
      keepData: fc.boolean(),
      freshStorage: fc.boolean(),
      source: fc.constantFrom(undefined, { agentId: 's', scope: 'files' as const }),
    }),
  }),
);

const anyRecorded: fc.Arbitrary<Recorded> = fc.record({
  startedAt: fc.constant(TAKEN_UP),
  hasStorage: fc.boolean(),
  imported: fc.boolean(),
  givenMore: fc.boolean(),
});

const ABSENT: Observed = {
  ...{ state: 'absent', generation: null, specHash: null, startedAt: null, image: null },
  ...{ limits: null, networkAttached: null, storagePresent: false },
};

const anyObserved: fc.Arbitrary<Observed> = fc.oneof(
  fc.boolean().map((storagePresent): Observed => ({ ...ABSENT, storagePresent })),
  fc
    .record({
      state: fc.constantFrom('created', 'running', 'paused', 'exited', 'foreign'),
      generation: fc.integer({ min: 1, max: 5 }),
      specHash: fc.constantFrom('a', 'b'),
      startedAt: fc.constantFrom(BEFORE, AFTER),
      image: fc.constantFrom('x', 'y'),
      limits: fc.constantFrom(null, LIMITS, { vcpu: 4, ramMb: 64 }),
      networkAttached: fc.constantFrom(null, true, false),
      storagePresent: fc.boolean(),
    })
    .map((observed): Observed =>
      observed.state === 'created' ? { ...observed, startedAt: null } : observed,
    ),
);

const anyCase = fc.tuple(anyDesired, anyRecorded, anyObserved);

interface World {
  recorded: Recorded;
  observed: Observed;
}

const UP = ['running', 'paused'];

/** What one step makes of the world, as the adapters promise it; fails where an adapter would. */
function apply(step: PlannedStep, desired: Desired, { recorded, observed }: World): World {
  const becomes = (change: Partial<Observed>, noted: Partial<Recorded> = {}): World => ({
    recorded: { ...recorded, ...noted },
    observed: { ...observed, ...change },
  });
  expect(observed.state === 'foreign' && !['remove', 'cleanup'].includes(step)).toBe(false);
  switch (step) {
    case 'storage':
      return becomes({ storagePresent: true }, { hasStorage: true });
    case 'stop':
      expect(UP).toContain(observed.state);
      return becomes({ state: 'exited' });
    case 'create':
      expect(UP).not.toContain(observed.state);
      expect(observed.storagePresent).toBe(true);
      return becomes({
        ...{ state: 'created', generation: desired.generation, specHash: desired.specHash, startedAt: null },
        ...{ image: desired.image ?? 'x', limits: desired.limits, networkAttached: true },
      });
    case 'import':
      expect(['created', 'exited']).toContain(observed.state);
      return becomes({}, { imported: true });
    case 'inject':
      expect(observed.state).not.toBe('absent');
      return becomes({});
    case 'amend':
      return becomes({
        limits: observed.limits && desired.limits,
        networkAttached: observed.networkAttached === null ? null : true,
      });
    case 'start':
      expect(['created', 'exited', 'paused']).toContain(observed.state);
      return becomes({ state: 'running', startedAt: AFTER });
    case 'ready':
    case 'verify':
      expect(observed.state).toBe('running');
      return becomes({});
    case 'remove':
      return becomes(
        observed.state === 'foreign' ? {} : { ...ABSENT, storagePresent: observed.storagePresent },
      );
    case 'cleanup':
      return becomes(observed.state === 'foreign' ? { storagePresent: false } : ABSENT);
    case 'image':
    case 'network':
      return becomes({});
  }
}

const run = (steps: PlannedStep[], desired: Desired, world: World): World =>
  steps.reduce((seen, step) => apply(step, desired, seen), world);

const REACHED: Record<DesiredState, string[]> = {
  running: ['running'],
  stopped: ['absent', 'created', 'exited'],
  deleted: ['absent', 'foreign'],
};

const CHANGING: PlannedStep[] = ['storage', 'stop', 'create', 'import', 'start', 'amend'];

describe('plan', () => {
  it('reaches the desired state from any combination, or says why it may not act', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        const { steps, refusal } = plan(desired, recorded, observed);
        if (refusal) {
          expect(observed.state === 'foreign' || (recorded.hasStorage && !observed.storagePresent)).toBe(
            true,
          );
          return;
        }
        const reached = run(steps, desired, { recorded, observed });
        if (desired.kind === 'rename') return;
        expect(REACHED[desired.state]).toContain(reached.observed.state);
        if (desired.state === 'deleted')
          expect(reached.observed.storagePresent).toBe(desired.options.keepData && observed.storagePresent);
        if (desired.state !== 'running') return;
        expect(reached.observed).toMatchObject({
          specHash: desired.specHash,
          storagePresent: observed.storagePresent || steps.includes('storage'),
        });
        expect([true, null]).toContain(reached.observed.networkAttached);
        if (reached.observed.limits) expect(reached.observed.limits).toEqual(desired.limits);
        if (desired.image !== null) expect(reached.observed.image).toBe(desired.image);
        if (desired.kind === 'redeploy') expect(reached.observed.generation).toBe(desired.generation);
        if (desired.kind === 'restart') expect(reached.observed.startedAt).toEqual(AFTER);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing a second time', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        const first = plan(desired, recorded, observed);
        const reached = run(first.steps, desired, { recorded, observed });
        const again = plan(desired, reached.recorded, reached.observed);
        expect(again.steps.filter((step) => CHANGING.includes(step))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reaches the desired state when the worker dies after any steps, any number of times', () => {
    fc.assert(
      fc.property(anyCase, fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), (given, deaths) => {
        const [desired, recorded, observed] = given;
        fc.pre(desired.kind !== 'rename');
        let world: World = { recorded, observed };
        for (const died of deaths) {
          world = run(plan(desired, world.recorded, world.observed).steps.slice(0, died), desired, world);
        }
        const last = plan(desired, world.recorded, world.observed);
        if (last.refusal) return;
        expect(REACHED[desired.state]).toContain(run(last.steps, desired, world).observed.state);
      }),
      { numRuns: 2_000 },
    );
  });

  it('brings the state of another agent exactly once, before the first start', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        const steps: PlannedStep[] = plan(desired, recorded, observed).steps;
        if (!steps.includes('import')) return;
        expect(recorded.imported).toBe(false);
        expect(steps.filter((step) => step === 'import')).toHaveLength(1);
        expect(steps.indexOf('import')).toBeLessThan(steps.indexOf('start'));
      }),
    );
  });

  it('never makes lost storage anew unasked', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        fc.pre(desired.state === 'running' && recorded.hasStorage && !observed.storagePresent);
        fc.pre(!desired.options.freshStorage && observed.state !== 'foreign' && desired.kind !== 'rename');
        expect(plan(desired, recorded, observed)).toMatchObject({
          ...{ steps: [], refusal: { code: 'storage_missing' } },
        });
      }),
    );
  });

  it('never touches what it does not own', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        fc.pre(desired.state !== 'deleted');
        const { steps, refusal } = plan(desired, recorded, { ...observed, state: 'foreign' });
        expect(steps).toEqual([]);
        expect(refusal?.code).toBe('not_ours');
      }),
    );
  });

  it('tells a runtime that goes on of its new name, unless the rest has to wait for a start', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        fc.pre(observed.state === 'running' && desired.state === 'running');
        const { steps } = plan({ ...desired, kind: 'rename' }, recorded, observed);
        expect(steps).toEqual(recorded.givenMore ? [] : ['inject']);
      }),
    );
  });

  it('prepares image, storage and network before it stops a runtime that is to be replaced', () => {
    const desired: Desired = {
      ...{ kind: 'redeploy', state: 'running', generation: 2, specHash: 'b' },
      ...{ image: null, limits: LIMITS, options: {} },
    };
    const observed: Observed = {
      ...{ state: 'running', generation: 1, specHash: 'a', startedAt: BEFORE, image: 'x' },
      ...{ limits: LIMITS, networkAttached: true, storagePresent: true },
    };
    const recorded: Recorded = { startedAt: TAKEN_UP, hasStorage: true, imported: false, givenMore: false };
    expect(plan(desired, recorded, observed).steps).toEqual([
      ...['image', 'storage', 'network', 'stop', 'create', 'inject', 'start', 'ready', 'verify'],
    ]);
  });

  it('never prepares or creates anything for an agent that is to be stopped or deleted', () => {
    fc.assert(
      fc.property(anyCase, ([desired, recorded, observed]) => {
        fc.pre(desired.state !== 'running' && desired.kind !== 'rename');
        const { steps } = plan(desired, recorded, observed);
        expect(steps.filter((step) => !['stop', 'remove', 'cleanup'].includes(step))).toEqual([]);
      }),
    );
  });

  it('puts limits and network right without a restart', () => {
    const desired: Desired = {
      ...{ kind: 'heal', state: 'running', generation: 2, specHash: 'a' },
      ...{ image: 'x', limits: LIMITS, options: {} },
    };
    const observed: Observed = {
      ...{ state: 'running', generation: 1, specHash: 'a', startedAt: BEFORE, image: 'x' },
      ...{ limits: { vcpu: 1, ramMb: 512 }, networkAttached: false, storagePresent: true },
    };
    const recorded: Recorded = { startedAt: TAKEN_UP, hasStorage: true, imported: false, givenMore: false };
    expect(plan(desired, recorded, observed).steps).toEqual(['amend', 'ready']);
  });
});
