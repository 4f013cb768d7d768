import type { Actual } from './actual';
import { folded } from './check-fleet';
import { SECTIONS, type FleetFile, type Section } from './fleet-file';
import type { Action, AgentAction, Plan, ProviderAction } from './plan';
import { isLeaving, planAgents, pruneAgents } from './plan-agents';
import { ofLivingAgents, planBudgets, pruneBudgets } from './plan-budgets';
import { planMembers, pruneMembers } from './plan-members';
import { planProviders, pruneProviders, type KnownKey } from './plan-providers';

/** How a plan is made. */
export interface PlanOptions {
  /** Takes away what the file does not name, in the parts that it has. */
  prune: boolean;
  /** What is taken away keeps its data. */
  keepData: boolean;
  /** Keys of providers by name, as far as they may be shown. */
  keys: ReadonlyMap<string, KnownKey>;
}

/** The parts that a fleet file has. */
export function sectionsOf(fleet: FleetFile): Section[] {
  return SECTIONS.filter((section) => fleet[section] !== undefined);
}

/**
 * Compares what a workspace is to hold with what it holds. Touches nothing, asks nobody, and gives the same answer for
 * the same question.
 */
export function planFleet(fleet: FleetFile, actual: Actual, options: PlanOptions): Plan {
  const { providers = [], budgets = [], agents = [], members = [] } = fleet;
  const { prune, keepData, keys } = options;
  const has = (section: Section) => prune && fleet[section] !== undefined;
  const living = actual.agents.filter((agent) => !isLeaving(agent));
  const livingBudgets = ofLivingAgents(actual.budgets, living);
  const ofProviders = planProviders(providers, actual.providers, keys);
  // Nothing may lean on what is taken away in the same go, or will not be made.
  const staying = has('providers') ? [] : actual.providers.map(({ name }) => name);
  const providerNames = new Set([...willBe(ofProviders), ...staying]);
  const ofAgents = planAgents(agents, actual.agents, actual.bindings, providerNames);
  const others = has('agents') ? [] : living.map(({ name }) => name);
  const agentNames = new Set([...willBe(ofAgents), ...others].map(folded));
  const actions: Action[] = [
    ...ofProviders,
    ...planBudgets(budgets, livingBudgets, agentNames),
    ...ofAgents,
    ...planMembers(members, actual.members, actual.invitations),
    ...(has('members') ? pruneMembers(members, actual.members, actual.invitations, actual.userId) : []),
    ...(has('budgets') ? pruneBudgets(budgets, livingBudgets) : []),
    ...(has('agents') ? pruneAgents(agents, actual.agents, keepData) : []),
    ...(has('providers') ? pruneProviders(providers, actual.providers) : []),
  ];
  const ordered = actions.sort((one, other) => phaseOf(one) - phaseOf(other));
  return { workspace: actual.workspace, sections: sectionsOf(fleet), actions: ordered };
}

/** Names of what there is once a plan was carried out. */
function willBe(actions: readonly (ProviderAction | AgentAction)[]): string[] {
  return actions.filter(({ act, actual }) => act !== 'blocked' || actual !== null).map(({ name }) => name);
}

/** How many phases there are. */
export const PHASES = 9;

/**
 * When something is done: providers before the agents that are bound to them, agents before their budgets, and whatever
 * is taken away at the end, the other way round.
 */
export function phaseOf(action: Action): number {
  if (action.act === 'delete') {
    return { members: 5, budgets: 6, agents: 7, providers: 8 }[action.section];
  }
  if (action.section === 'budgets') return action.wanted?.agent === undefined ? 1 : 3;
  return { providers: 0, agents: 2, members: 4 }[action.section];
}

/** Those parts of a plan that were asked for: `agents/Support`, or all `agents`. */
export function onlyTargets(plan: Plan, targets: readonly string[]): { plan: Plan; unknown: string[] } {
  if (targets.length === 0) return { plan, unknown: [] };
  const isAsked = (action: Action, target: string) => action.id === target || action.section === target;
  const unknown = targets.filter((target) => !plan.actions.some((action) => isAsked(action, target)));
  const actions = plan.actions.filter((action) => targets.some((target) => isAsked(action, target)));
  return { plan: { ...plan, actions }, unknown };
}
