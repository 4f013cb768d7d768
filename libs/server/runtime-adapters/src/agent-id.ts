/**
 * Lets an agent id become part of a name or a path.
 * @throws Error when it is anything but letters, digits and dashes
 */
export function checkedAgentId(agentId: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]{0,63}$/.test(agentId)) throw new Error('The agent id is not valid.');
  return agentId;
}
