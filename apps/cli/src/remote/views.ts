import type { AgentStatus, DeploymentStatus, StepState } from '@nora/contracts';

/** What the command line reads of an agent; the API tells more. */
export interface AgentView {
  id: string;
  workspaceId: string;
  name: string;
  slug: string;
  runtimeFamily: string;
  deployTarget: string;
  provider: string;
  model: { providerName: string; model: string };
  resources: { vcpu: number; ramMb: number; diskGb: number | null };
  desiredState: string;
  status: AgentStatus;
  statusReason: string | null;
  currentVersion: number | null;
  activeDeploymentId: string | null;
  updatedAt: string;
  createdAt: string;
}

/** What the command line reads of a deployment. */
export interface DeploymentView {
  id: string;
  agentId: string;
  workspaceId: string;
  kind: string;
  status: DeploymentStatus;
  version: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  error: { code: string; detail: string; evidence: string | null; nextAction: string | null } | null;
  steps: StepView[];
}

export interface StepView {
  position: number;
  name: string;
  state: StepState;
  startedAt: string | null;
  finishedAt: string | null;
  message: string | null;
  usualMs: number | null;
}
