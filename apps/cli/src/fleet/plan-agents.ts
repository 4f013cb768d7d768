import type { ActualAgent, ActualBinding, ActualModel } from './actual';
import { folded } from './check-fleet';
import { changesBetween, unchangeable } from './differences';
import { DEMO, type WantedAgent, type WantedBinding } from './fleet-file';
import type { AgentAction, Change, Shown } from './plan';

/** Chosen when an agent is made, and never again. */
const FIXED = ['runtimeFamily', 'deployTarget', 'sandboxProfile'];

/** @param providerNames of all providers that there are or will be */
export function planAgents(
  wanted: readonly WantedAgent[],
  actual: readonly ActualAgent[],
  bindings: readonly ActualBinding[],
  providerNames: ReadonlySet<string>,
): AgentAction[] {
  const byName = new Map(actual.map((agent) => [folded(agent.name), agent]));
  const byAgent = new Map(bindings.map((binding) => [binding.agentId, binding]));
  return wanted.map((agent) => {
    const found = byName.get(folded(agent.name)) ?? null;
    const binding = (found && byAgent.get(found.id)) ?? null;
    const changes = changesOf(agent, found, binding);
    const blocked = whatStandsInTheWay(agent, found, changes, providerNames);
    return {
      ...{ section: 'agents', id: `agents/${agent.name}`, name: agent.name, changes },
      ...{ wanted: agent, actual: found, binding },
      act: blocked ? 'blocked' : found === null ? 'create' : changes.length === 0 ? 'none' : 'update',
      ...(blocked ? { note: blocked } : {}),
    };
  });
}

/** Takes away what the file does not name; what is on its way out already is left to itself. */
export function pruneAgents(
  wanted: readonly WantedAgent[],
  actual: readonly ActualAgent[],
  keepData: boolean,
): AgentAction[] {
  const named = new Set(wanted.map(({ name }) => folded(name)));
  return actual
    .filter((agent) => !named.has(folded(agent.name)) && !isLeaving(agent))
    .map((agent) => ({
      ...{ section: 'agents', id: `agents/${agent.name}`, name: agent.name, act: 'delete', changes: [] },
      ...{ wanted: null, actual: agent, binding: null },
      note: keepData ? 'its data is kept' : 'with all its data',
    }));
}

/** Whether it is deleted, or about to be. */
export function isLeaving({ status, desiredState }: ActualAgent): boolean {
  return status === 'deleting' || status === 'deleted' || desiredState === 'deleted';
}

/** A model as it is told apart and shown: its provider and its name. */
export function shownModel({ providerId, providerName, model }: ActualModel): [string, string] {
  return [providerId === null ? DEMO : providerName, model];
}

function whatStandsInTheWay(
  { model }: WantedAgent,
  actual: ActualAgent | null,
  changes: readonly Change[],
  providerNames: ReadonlySet<string>,
): string | undefined {
  if (actual && isLeaving(actual)) return 'it is being deleted: wait until it is gone';
  const named = model ? [model, ...(model.fallbacks ?? [])].map(({ provider }) => provider) : [];
  const unknown = named.find((name) => name !== DEMO && !providerNames.has(name));
  if (unknown !== undefined) return `there is no provider “${unknown}”`;
  return actual === null ? undefined : unchangeable(changes, FIXED);
}

function changesOf(wanted: WantedAgent, actual: ActualAgent | null, binding: ActualBinding | null): Change[] {
  const changes = [
    ...changesBetween(fieldsOf(wanted), actual && shownOf(actual)),
    ...(wanted.model ? changesBetween(bindingFields(wanted.model), binding && shownBinding(binding)) : []),
  ];
  const renamed = actual !== null && actual.name !== wanted.name;
  const failed = actual?.status === 'failed' && actual.activeDeploymentId === null;
  return [
    ...(renamed ? [{ field: 'name', from: actual.name, to: wanted.name }] : []),
    ...changes,
    // Somebody wants it to run, and it does not.
    ...(failed && wanted.desiredState === 'running' && actual.desiredState === 'running'
      ? [{ field: 'status', from: 'failed', to: 'running' }]
      : []),
  ];
}

function fieldsOf(wanted: WantedAgent): Record<string, Shown | undefined> {
  const { runtimeFamily, deployTarget, sandboxProfile, resources, desiredState, driftPolicy } = wanted;
  return {
    ...{ runtimeFamily, sandboxProfile, deployTarget: deployTarget === 'k3s' ? 'k8s' : deployTarget },
    ...{ 'resources.vcpu': resources.vcpu, 'resources.ramMb': resources.ramMb },
    ...{ 'resources.diskGb': resources.diskGb, desiredState, driftPolicy },
  };
}

function shownOf(actual: ActualAgent): Record<string, Shown> {
  const { runtimeFamily, deployTarget, sandboxProfile, resources, desiredState, driftPolicy } = actual;
  return {
    ...{ runtimeFamily, deployTarget, sandboxProfile, 'resources.vcpu': resources.vcpu },
    ...{
      'resources.ramMb': resources.ramMb,
      'resources.diskGb': resources.diskGb,
      desiredState,
      driftPolicy,
    },
  };
}

function bindingFields({
  provider,
  model,
  fallbacks,
  delivery,
  loop,
}: WantedBinding): Record<string, Shown | undefined> {
  return {
    ...{ 'model.provider': provider, 'model.model': model, 'model.delivery': delivery },
    'model.fallbacks': fallbacks?.map((fallback) => [fallback.provider, fallback.model]),
    ...{
      'model.loop.action': loop?.action,
      'model.loop.times': loop?.times,
      'model.loop.minutes': loop?.minutes,
    },
  };
}

function shownBinding(binding: ActualBinding): Record<string, Shown> {
  const [provider, model] = shownModel(binding);
  const { delivery, fallbacks, loop } = binding;
  return {
    ...{ 'model.provider': provider, 'model.model': model, 'model.delivery': delivery },
    'model.fallbacks': fallbacks.map(shownModel),
    ...{
      'model.loop.action': loop.action,
      'model.loop.times': loop.times,
      'model.loop.minutes': loop.minutes,
    },
  };
}
