import type { Section } from './fleet-file';
import type {
  ActualAgent,
  ActualBinding,
  ActualBudget,
  ActualInvitation,
  ActualMember,
  ActualProvider,
} from './actual';
import type { WantedAgent, WantedBudget, WantedMember, WantedProvider } from './fleet-file';

/** What becomes of something. `blocked`: it is not as wanted, and no call makes it so. */
export type Act = 'create' | 'update' | 'delete' | 'none' | 'blocked';

/** A value that a plan shows. Never a secret. */
export type Shown = string | number | boolean | null | readonly Shown[];

/** One difference. Undefined where there is nothing, or nothing to tell. */
export interface Change {
  field: string;
  from?: Shown;
  to?: Shown;
}

interface Planned {
  /** `agents/Support`: also what `--target` selects. */
  id: string;
  name: string;
  act: Act;
  changes: Change[];
  /** For a person: why it is blocked, or what has to be known of it. */
  note?: string;
}

export interface ProviderAction extends Planned {
  section: 'providers';
  wanted: WantedProvider | null;
  actual: ActualProvider | null;
}

export interface BudgetAction extends Planned {
  section: 'budgets';
  wanted: WantedBudget | null;
  actual: ActualBudget | null;
}

export interface AgentAction extends Planned {
  section: 'agents';
  wanted: WantedAgent | null;
  actual: ActualAgent | null;
  binding: ActualBinding | null;
}

export interface MemberAction extends Planned {
  section: 'members';
  wanted: WantedMember | null;
  actual: ActualMember | null;
  invitation: ActualInvitation | null;
}

/** One thing of a workspace, and what becomes of it. */
export type Action = ProviderAction | BudgetAction | AgentAction | MemberAction;

/** What it takes to make a workspace as its fleet file wants it, in the order in which it is done. */
export interface Plan {
  workspace: { id: string; slug: string; name: string };
  sections: Section[];
  actions: Action[];
}

/** How many of each. */
export type Summary = Record<Act, number>;

export function summaryOf({ actions }: Pick<Plan, 'actions'>): Summary {
  const summary: Summary = { create: 0, update: 0, delete: 0, blocked: 0, none: 0 };
  for (const { act } of actions) summary[act] += 1;
  return summary;
}

/** Whether anything is not as wanted. */
export function hasChanges(plan: Pick<Plan, 'actions'>): boolean {
  return plan.actions.some(({ act }) => act !== 'none');
}
