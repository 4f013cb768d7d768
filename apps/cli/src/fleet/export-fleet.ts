import { stringify } from 'yaml';
import { jsonText } from '../system/json-text';
import type { Actual, ActualBinding, ActualModel, ActualProvider } from './actual';
import { plainAmount } from './differences';
import type {
  FleetFile,
  Section,
  WantedAgent,
  WantedBinding,
  WantedBudget,
  WantedModel,
  WantedProvider,
} from './fleet-file';
import { isLeaving, shownModel } from './plan-agents';
import { ofLivingAgents } from './plan-budgets';

const HEAD = '# yaml-language-server: $schema=fleet.schema.json\n';

/**
 * A workspace as a fleet file that wants it as it is. Keys are not in it; where a provider has one, the file says which
 * variable of the environment it is had from.
 */
export function exportFleet(actual: Actual, sections: readonly Section[]): FleetFile {
  const living = actual.agents.filter((agent) => !isLeaving(agent));
  const bindings = new Map(actual.bindings.map((binding) => [binding.agentId, binding]));
  const parts: Required<Pick<FleetFile, Section>> = {
    providers: sorted(actual.providers, ({ name }) => name).map(providerOf),
    budgets: sorted(
      ofLivingAgents(actual.budgets, living),
      ({ name, agentName }) => `${agentName ?? ''}\0${name}`,
    ).map(({ name, agentName, unit, amount, period, thresholds, action, enabled }): WantedBudget => ({
      ...{
        name,
        ...(agentName === null ? {} : { agent: agentName }),
        unit,
        amount: plainAmount(amount),
        period,
      },
      ...{ thresholds, action, enabled },
    })),
    agents: sorted(living, ({ name }) => name).map(({ id, desiredState, ...agent }): WantedAgent => {
      const { name, runtimeFamily, deployTarget, sandboxProfile, resources, driftPolicy } = agent;
      const { vcpu, ramMb, diskGb } = resources;
      const binding = bindings.get(id);
      return {
        ...{ name, runtimeFamily, deployTarget, sandboxProfile, resources: { vcpu, ramMb, diskGb } },
        ...(desiredState === 'deleted' ? {} : { desiredState }),
        ...{ driftPolicy, ...(binding ? { model: bindingOf(binding) } : {}) },
      };
    }),
    members: sorted([...actual.members, ...actual.invitations], ({ email }) => email.toLowerCase()).map(
      ({ email, role }) => ({ email, role }),
    ),
  };
  const asked = sections.map((section) => [section, parts[section]]);
  return {
    apiVersion: 'nora/v1',
    workspace: actual.workspace.slug,
    ...Object.fromEntries(asked),
  } as FleetFile;
}

/** A fleet file as text: YAML with a line for editors, or JSON. */
export function fleetText(fleet: FleetFile, format: 'yaml' | 'json'): string {
  if (format === 'json') return `${jsonText({ $schema: 'fleet.schema.json', ...fleet }, 2)}\n`;
  return (
    HEAD + stringify(fleet, { version: '1.2', schema: 'core', lineWidth: 0, aliasDuplicateObjects: false })
  );
}

function providerOf(provider: ActualProvider): WantedProvider {
  const { name, kind, baseUrl, usualBaseUrl, defaultModel, enabled, isDefault, keyHint } = provider;
  return {
    ...{ name, kind, baseUrl: usualBaseUrl ? null : baseUrl, defaultModel, enabled, isDefault },
    ...(keyHint === null ? {} : { keyFrom: { env: variableOf(name) } }),
  };
}

function bindingOf({ delivery, fallbacks, loop, ...choice }: ActualBinding): WantedBinding {
  const { action, times, minutes } = loop;
  return {
    ...modelOf(choice),
    fallbacks: fallbacks.map(modelOf),
    delivery,
    loop: { action, times, minutes },
  };
}

function modelOf(actual: ActualModel): WantedModel {
  const [provider, model] = shownModel(actual);
  return { provider, model };
}

/** `Our OpenAI` → `OUR_OPENAI_KEY`. */
function variableOf(name: string): string {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const begin = /^[A-Z]/.test(letters) ? letters : `PROVIDER_${letters}`.replace(/_$/, '');
  return `${begin}_KEY`;
}

function sorted<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ item }) => item);
}
