import type {
  AgentStatus,
  BudgetAction,
  BudgetPeriod,
  BudgetUnit,
  DesiredState,
  DriftPolicy,
  InvitableRole,
  LoopAction,
  ModelDelivery,
  ModelProviderKind,
  WorkspaceRole,
} from '@nora/contracts';

/** A provider as the API shows it, as far as a plan looks. */
export interface ActualProvider {
  id: string;
  name: string;
  kind: ModelProviderKind;
  baseUrl: string;
  usualBaseUrl: boolean;
  keyHint: string | null;
  enabled: boolean;
  isDefault: boolean;
  defaultModel: string;
}

/** A budget as the API shows it, as far as a plan looks. */
export interface ActualBudget {
  id: string;
  name: string;
  agentId: string | null;
  agentName: string | null;
  unit: BudgetUnit;
  amount: string;
  period: BudgetPeriod;
  thresholds: number[];
  action: BudgetAction;
  enabled: boolean;
}

/** An agent as the API shows it, as far as a plan looks. */
export interface ActualAgent {
  id: string;
  name: string;
  runtimeFamily: string;
  deployTarget: string;
  sandboxProfile: string;
  resources: { vcpu: number; ramMb: number; diskGb: number | null };
  desiredState: DesiredState;
  status: AgentStatus;
  driftPolicy: DriftPolicy;
  activeDeploymentId: string | null;
}

/** A model of a provider; a provider without id is the built-in demo. */
export interface ActualModel {
  providerId: string | null;
  providerName: string;
  model: string;
}

/** What an agent is bound to, as the API shows it. */
export interface ActualBinding extends ActualModel {
  agentId: string;
  delivery: ModelDelivery;
  fallbacks: ActualModel[];
  loop: { action: LoopAction; times: number; minutes: number };
}

/** A member of the workspace. */
export interface ActualMember {
  userId: string;
  email: string;
  role: WorkspaceRole;
}

/** An invitation that can still be accepted. */
export interface ActualInvitation {
  id: string;
  email: string;
  role: InvitableRole;
}

/** What a workspace holds. What no part of the fleet file asks for is not read, and empty. */
export interface Actual {
  workspace: { id: string; slug: string; name: string };
  /** Of the account that asks; null with an API key. */
  userId: string | null;
  providers: ActualProvider[];
  budgets: ActualBudget[];
  agents: ActualAgent[];
  bindings: ActualBinding[];
  members: ActualMember[];
  invitations: ActualInvitation[];
}
