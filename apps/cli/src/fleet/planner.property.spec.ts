import { DRIFT_POLICIES, MODEL_PROVIDER_KINDS, WORKSPACE_ROLES } from '@nora/contracts';
import * as fc from 'fast-check';
import type { Actual, ActualBinding } from './actual';
import { checkFleet, folded } from './check-fleet';
import { DEMO, type FleetFile, type WantedModel } from './fleet-file';
import type { Action } from './plan';
import { planFleet } from './planner';

const OPTIONS = { prune: true, keepData: false, keys: new Map() };

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const name = fc.constantFrom('One', 'one', 'Two', 'Three', 'Four');
const providerName = fc.constantFrom('Local', 'Other');
const model: fc.Arbitrary<WantedModel> = fc.record({
  provider: fc.constantFrom(DEMO, 'Local', 'Other'),
  model: fc.constantFrom('a', 'b'),
});

/** Files without what would be blocked for its kind alone: those parts are what other tests are about. */
const fleets: fc.Arbitrary<FleetFile> = fc
  .record({
    apiVersion: fc.constant('nora/v1' as const),
    providers: fc.array(
      fc.record({
        ...{
          name: providerName,
          kind: fc.constant('ollama' as const),
          defaultModel: fc.constantFrom('a', 'b'),
        },
        ...{
          baseUrl: fc.constantFrom('http://one.example/v1', 'http://two.example/v1'),
          enabled: maybe(fc.boolean()),
        },
        isDefault: maybe(fc.boolean()),
      }),
      { maxLength: 2 },
    ),
    budgets: fc.array(
      fc.record({
        ...{
          name,
          agent: maybe(name),
          unit: fc.constant('usd' as const),
          amount: fc.integer({ min: 1, max: 9 }),
        },
        ...{ period: fc.constantFrom('day' as const, 'month' as const), enabled: maybe(fc.boolean()) },
        thresholds: maybe(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 })),
      }),
      { maxLength: 4 },
    ),
    agents: fc.array(
      fc.record({
        ...{ name, runtimeFamily: fc.constant('openclaw'), deployTarget: fc.constant('docker') },
        sandboxProfile: fc.constant('standard'),
        resources: fc.record({
          ...{ vcpu: fc.integer({ min: 1, max: 3 }), ramMb: fc.constantFrom(2048, 4096) },
          diskGb: maybe(fc.constantFrom(null, 5)),
        }),
        desiredState: maybe(fc.constantFrom('running' as const, 'stopped' as const)),
        driftPolicy: maybe(fc.constantFrom(...DRIFT_POLICIES)),
        model: maybe(
          fc.record({
            ...{ provider: fc.constantFrom(DEMO, 'Local', 'Other'), model: fc.constantFrom('a', 'b') },
            ...{
              fallbacks: maybe(fc.array(model, { maxLength: 2 })),
              delivery: maybe(fc.constant('gateway' as const)),
            },
            loop: maybe(fc.constant({ action: 'pause' as const, times: 5, minutes: 2 })),
          }),
        ),
      }),
      { maxLength: 4 },
    ),
    members: fc.array(
      fc.record({
        email: fc.constantFrom('me@example.com', 'ada@example.com', 'Ada@example.com', 'bob@example.com'),
        role: fc.constantFrom(...WORKSPACE_ROLES),
      }),
      { maxLength: 3 },
    ),
  })
  .filter((fleet) => checkFleet(fleet).length === 0);

const EMPTY: Actual = {
  ...{ workspace: { id: 'w', slug: 'acme', name: 'Acme' }, userId: 'me' },
  ...{ providers: [], budgets: [], agents: [], bindings: [], invitations: [] },
  members: [{ userId: 'me', email: 'me@example.com', role: 'owner' }],
};

let ids = 0;

/** What the API does when an action is carried out. */
class ModelApi {
  constructor(readonly state: Actual) {}

  carryOut(action: Action): void {
    if (action.act === 'none' || action.act === 'blocked') return;
    const { section } = action;
    if (section === 'providers') this.provider(action);
    else if (section === 'budgets') this.budget(action);
    else if (section === 'agents') this.agent(action);
    else this.member(action);
  }

  private provider({ wanted, actual }: Action & { section: 'providers' }): void {
    const { state } = this;
    if (!wanted) {
      state.providers = state.providers.filter((provider) => provider !== actual);
      return;
    }
    if (wanted.isDefault) for (const provider of state.providers) provider.isDefault = false;
    const target = actual ?? { ...DEFAULT_PROVIDER, id: this.id(), name: wanted.name, kind: wanted.kind };
    const { baseUrl, enabled, isDefault, defaultModel } = wanted;
    const address =
      baseUrl === undefined ? target.baseUrl : (baseUrl ?? MODEL_PROVIDER_KINDS[wanted.kind].baseUrl ?? '');
    Object.assign(target, { defaultModel, baseUrl: address }, given({ enabled, isDefault }));
    if (!actual) state.providers.push(target);
  }

  private budget({ wanted, actual }: Action & { section: 'budgets' }): void {
    const { state } = this;
    if (!wanted) {
      state.budgets = state.budgets.filter((budget) => budget !== actual);
      return;
    }
    const { agent: of, amount, ...rest } = wanted;
    const agent = state.agents.find((one) => of !== undefined && folded(one.name) === folded(of));
    const target = actual ?? {
      ...{ id: this.id(), agentId: agent?.id ?? null, agentName: agent?.name ?? null, thresholds: [80] },
      ...{
        action: 'refuse' as const,
        enabled: true,
        unit: wanted.unit,
        period: wanted.period,
        amount: '',
        name: '',
      },
    };
    Object.assign(target, given(rest), { amount: `${amount}.000000` });
    if (!actual) state.budgets.push(target);
  }

  private agent({ wanted, actual }: Action & { section: 'agents' }): void {
    const { state } = this;
    if (!wanted) {
      state.agents = state.agents.filter((agent) => agent !== actual);
      state.budgets = state.budgets.filter(({ agentId }) => agentId !== actual?.id);
      return;
    }
    const {
      name: called,
      runtimeFamily,
      deployTarget,
      sandboxProfile,
      resources,
      desiredState,
      driftPolicy,
    } = wanted;
    const target = actual ?? {
      ...{
        id: this.id(),
        runtimeFamily,
        deployTarget,
        sandboxProfile,
        driftPolicy: 'heal' as const,
        name: called,
      },
      ...{ status: 'running' as const, desiredState: 'running' as const, activeDeploymentId: null },
      resources: { vcpu: 0, ramMb: 0, diskGb: null },
    };
    Object.assign(target, { name: called }, given({ desiredState, driftPolicy }));
    Object.assign(target.resources, given(resources));
    if (!actual) {
      state.agents.push(target);
      state.bindings.push({ ...DEFAULT_BINDING, agentId: target.id });
    }
    for (const budget of state.budgets) if (budget.agentId === target.id) budget.agentName = called;
    const binding = state.bindings.find(({ agentId }) => agentId === target.id);
    if (!binding || !wanted.model) return;
    const { fallbacks, delivery, loop, ...choice } = wanted.model;
    Object.assign(binding, this.choice(choice), given({ delivery, loop }));
    if (fallbacks) binding.fallbacks = fallbacks.map((fallback) => this.choice(fallback));
  }

  private member({ wanted, actual, invitation }: Action & { section: 'members' }): void {
    const { state } = this;
    if (actual && wanted) actual.role = wanted.role;
    else if (actual) state.members = state.members.filter((member) => member !== actual);
    else {
      state.invitations = state.invitations.filter((one) => one !== invitation);
      if (!wanted || wanted.role === 'owner') return;
      state.invitations.push({ id: this.id(), email: wanted.email.toLowerCase(), role: wanted.role });
    }
  }

  private choice({ provider, model: called }: WantedModel) {
    const found = this.state.providers.find((one) => one.name === provider);
    return { providerId: found?.id ?? null, providerName: found?.name ?? 'Demo', model: called };
  }

  private id(): string {
    ids += 1;
    return `id-${ids}`;
  }
}

const DEFAULT_PROVIDER = {
  ...{ baseUrl: '', usualBaseUrl: false, keyHint: null, enabled: true, isDefault: false, defaultModel: '' },
};
const DEFAULT_BINDING: Omit<ActualBinding, 'agentId'> = {
  ...{ providerId: null, providerName: 'Demo', model: 'demo-1', delivery: 'gateway', fallbacks: [] },
  loop: { action: 'event', times: 20, minutes: 10 },
};

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function apply(fleet: FleetFile, state: Actual): Action[] {
  const { actions } = planFleet(fleet, state, OPTIONS);
  const api = new ModelApi(state);
  for (const action of actions) api.carryOut(action);
  return actions;
}

describe('a plan that was carried out', () => {
  it('leaves nothing to do, whatever there was before', () => {
    let changed = 0;
    fc.assert(
      fc.property(fleets, fleets, (before, after) => {
        const state = structuredClone(EMPTY);
        apply(before, state);
        const done = apply(after, state).filter(({ act }) => act !== 'none' && act !== 'blocked');
        changed += done.length;
        // What was blocked by what was taken away in the same go may be blocked by nothing now, and the other way round.
        const again = planFleet(after, state, OPTIONS).actions.filter(({ act }) => act !== 'blocked');
        expect(again.filter(({ act }) => act !== 'none')).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(changed).toBeGreaterThan(300);
  });

  it('is the same plan each time it is made', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        expect(planFleet(fleet, EMPTY, OPTIONS)).toEqual(planFleet(fleet, EMPTY, OPTIONS));
      }),
      { numRuns: 50 },
    );
  });
});
