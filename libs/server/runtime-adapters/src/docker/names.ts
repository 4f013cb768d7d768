import { createHash } from 'node:crypto';
import { checkedAgentId } from '../agent-id';

/** Labels on everything Nora makes on an engine. */
export const LABELS = {
  installation: 'nora.installation',
  agent: 'nora.agent',
  workspace: 'nora.workspace',
  generation: 'nora.generation',
  specHash: 'nora.spec-hash',
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One name for an agent's container, volume and network: derived, so that a repeated step finds its own work. */
export function objectName(installationId: string, agentId: string): string {
  return `${namePrefix(installationId)}${checkedAgentId(agentId)}`;
}

/** The agent whose objects have a name; null when it is none of this installation's. */
export function agentOf(installationId: string, name: string): string | null {
  const prefix = namePrefix(installationId);
  // Only a whole id: the name of another installation may begin with the name of this one.
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return UUID.test(rest) ? rest : null;
}

/** Name of the container that copies an agent's state; it lives for seconds. */
export function helperName(objectNameOfAgent: string): string {
  return `${objectNameOfAgent}-copy`;
}

/**
 * The host name of an agent's containers. It must not change with the container: OpenClaw ties the lease on its
 * state to it, and a container with another name would wait up to five minutes for a lease left behind.
 */
export function hostName(agentId: string): string {
  return `agent-${checkedAgentId(agentId).replaceAll('-', '').slice(0, 32).toLowerCase()}`;
}

/** How the names of all bridges of an installation begin, so that one rule of the host's firewall meets them all. */
export function bridgePrefix(installationId: string): string {
  return `n${shortHash(installationId, 5)}-`;
}

/**
 * Name of the bridge of an agent's network on the host, within the 15 characters that Linux allows.
 * @param attempt changes it, should another agent have the same
 */
export function bridgeName(installationId: string, agentId: string, attempt: number): string {
  return `${bridgePrefix(installationId)}${shortHash(`${agentId} ${attempt}`, 8)}`;
}

/** Letters and digits that stand for a text. */
export function shortHash(text: string, length: number): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(-length);
}

function namePrefix(installationId: string): string {
  return `nora-${installationId}-`;
}
