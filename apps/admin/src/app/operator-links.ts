/** Address of an agent in the operator console. */
export function agentLink(agentId: string): string {
  return `/app/agents/${agentId}/overview`;
}

/** Address of a deployment in the operator console. */
export function deploymentLink(agentId: string, deploymentId: string): string {
  return `${agentLink(agentId)}?deployment=${deploymentId}`;
}
