import type { Agent } from '@nora/data-access';

/** Names of runtime families for people. */
export const FAMILY_LABELS: Readonly<Record<Agent['runtimeFamily'], string>> = {
  openclaw: 'OpenClaw',
  hermes: 'Hermes',
};

/** Names of deploy targets for people. */
export const TARGET_LABELS: Readonly<Record<Agent['deployTarget'], string>> = {
  docker: 'Docker',
  k8s: 'Kubernetes',
  process: 'Local process',
  proxmox: 'Proxmox',
  simulated: 'Simulated',
};

/** Names of sandbox profiles for people. */
export const PROFILE_LABELS: Readonly<Record<Agent['sandboxProfile'], string>> = {
  standard: 'Standard',
  nemoclaw: 'NemoClaw',
};

/** True where the agent has no isolation and is meant for trying things out. */
export function isEvaluation(agent: Agent): boolean {
  return agent.deployTarget === 'process';
}

/** What an agent may use, in one line. */
export function resourcesOf({ resources: { vcpu, ramMb, diskGb } }: Pick<Agent, 'resources'>): string {
  return `${vcpu} vCPU · ${ramMb} MB RAM · ${diskGb === null ? 'disk without limit' : `${diskGb} GB disk`}`;
}
