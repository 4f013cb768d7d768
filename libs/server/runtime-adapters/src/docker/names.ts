import { checkedAgentId } from '../agent-id';

/** Labels on everything Nora makes on an engine. */
export const LABELS = {
  installation: 'nora.installation',
  agent: 'nora.agent',
  workspace: 'nora.workspace',
  generation: 'nora.generation',
  specHash: 'nora.spec-hash',
} as const;

/** One name for an agent's container, volume and network: derived, so that a repeated step finds its own work. */
export function objectName(installationId: string, agentId: string): string {
  return `nora-${installationId}-${checkedAgentId(agentId)}`;
}

/**
 * The host name of an agent's containers. It must not change with the container: OpenClaw ties the lease on its
 * state to it, and a container with another name would wait up to five minutes for a lease left behind.
 */
export function hostName(agentId: string): string {
  return `agent-${checkedAgentId(agentId).replaceAll('-', '').slice(0, 32).toLowerCase()}`;
}
