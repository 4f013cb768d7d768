import type {
  BudgetAction,
  BudgetPeriod,
  BudgetUnit,
  DriftPolicy,
  LoopAction,
  ModelDelivery,
  ModelProviderKind,
  WorkspaceRole,
} from '@nora/contracts';

/** Name under which an agent is bound to the built-in demo. */
export const DEMO = 'demo';

/** The parts of a fleet file. */
export const SECTIONS = ['providers', 'budgets', 'agents', 'members'] as const;
export type Section = (typeof SECTIONS)[number];

/** Steps from the root of a fleet file to a value. */
export type FleetPath = readonly (string | number)[];

/** Where the key of a provider is had from; it never stands in the file. */
export type KeySource = { env: string } | { file: string };

/** A provider as a fleet file wants it. What is absent is left as it is. */
export interface WantedProvider {
  name: string;
  kind: ModelProviderKind;
  defaultModel: string;
  /** Null for the address of its kind. */
  baseUrl?: string | null;
  enabled?: boolean;
  isDefault?: boolean;
  keyFrom?: KeySource;
}

/** A budget as a fleet file wants it. For the whole workspace, unless it names an agent. */
export interface WantedBudget {
  name: string;
  agent?: string;
  unit: BudgetUnit;
  /** USD or tokens; a number or decimal text. */
  amount: string | number;
  period: BudgetPeriod;
  thresholds?: number[];
  action?: BudgetAction;
  enabled?: boolean;
}

/** A model of a provider, which is named; `demo` is the built-in one. */
export interface WantedModel {
  provider: string;
  model: string;
}

/** What an agent is to be bound to. */
export interface WantedBinding extends WantedModel {
  fallbacks?: WantedModel[];
  delivery?: ModelDelivery;
  loop?: { action: LoopAction; times: number; minutes: number };
}

/** An agent as a fleet file wants it. */
export interface WantedAgent {
  name: string;
  runtimeFamily: string;
  deployTarget: string;
  sandboxProfile: string;
  resources: { vcpu: number; ramMb: number; diskGb?: number | null };
  desiredState?: 'running' | 'stopped';
  driftPolicy?: DriftPolicy;
  model?: WantedBinding;
}

/** Somebody who is to belong to the workspace. Who has no account yet is invited. */
export interface WantedMember {
  email: string;
  role: WorkspaceRole;
}

/** What one workspace is to hold. A part that is absent is not looked at. */
export interface FleetFile {
  apiVersion: 'nora/v1';
  /** Slug or id. Absent: the workspace of the command. */
  workspace?: string;
  providers?: WantedProvider[];
  budgets?: WantedBudget[];
  agents?: WantedAgent[];
  members?: WantedMember[];
}
