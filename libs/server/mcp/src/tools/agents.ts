import { z } from 'zod';
import { facts } from '../results';
import { INPUT, defineTool, type Tool } from '../tool';
import { ToolError } from '../tool-error';

interface Catalog {
  deployTargets: { id: string; available: boolean }[];
}

const listWorkspaces = defineTool({
  name: 'list_workspaces',
  title: 'List workspaces',
  description: 'Lists the workspaces that the credential reaches, with ids and names.',
  effect: 'reads',
  scope: 'workspaces:read',
  input: { limit: INPUT.limit, cursor: INPUT.cursor },
  run: async (query, { api }) => facts(await api.json<object>('GET', '/api/workspaces', { query })),
});

const listAgents = defineTool({
  name: 'list_agents',
  title: 'List agents',
  description:
    'Lists the agents of a workspace with id, name, status and model. `search` narrows it by name.',
  effect: 'reads',
  scope: 'agents:read',
  input: {
    workspaceId: INPUT.workspaceId,
    search: z.string().min(1).max(100).optional().describe('Part of a name.'),
    limit: INPUT.limit,
    cursor: INPUT.cursor,
  },
  run: async ({ workspaceId, search: q, ...query }, { api, workspace }) =>
    facts(
      await api.json<object>('GET', `/api/workspaces/${workspace(workspaceId)}/agents`, {
        query: { ...query, q },
      }),
    ),
});

const getAgent = defineTool({
  name: 'get_agent',
  title: 'Look at an agent',
  description: 'Tells everything about one agent: status and its reason, model, resources, version.',
  effect: 'reads',
  scope: 'agents:read',
  input: { agentId: INPUT.agentId },
  run: async ({ agentId }, { api }) => facts(await api.json<object>('GET', `/api/agents/${agentId}`)),
});

const deployAgent = defineTool({
  name: 'deploy_agent',
  title: 'Deploy a new agent',
  description:
    'Makes a new agent and begins its deployment. It takes a while: use wait_for_deployment with the id of the deployment that is answered.',
  effect: 'changes',
  scope: 'agents:write',
  input: {
    workspaceId: INPUT.workspaceId,
    name: z.string().min(1).max(80).describe('Name of the new agent; unique in its workspace.'),
    runtimeFamily: z.string().min(1).max(50).default('openclaw').describe('Runtime family.'),
    deployTarget: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .describe('Where it runs. Without it: the first target that is available.'),
    sandboxProfile: z.string().min(1).max(50).default('standard').describe('How it is fenced in.'),
    provider: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Id of a model provider (list_providers), or `demo`. Without it: the default one.'),
    model: z.string().min(1).max(200).optional().describe('Model; without it the default of the provider.'),
    vcpu: z.number().min(0.25).max(16).default(1).describe('Virtual CPUs.'),
    ramMb: z.int().min(1_536).max(65_536).default(2_048).describe('Memory in MiB.'),
    diskGb: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .describe('Limit of the disk in GiB, where the target has one.'),
  },
  run: async ({ workspaceId, vcpu, ramMb, diskGb, deployTarget, ...rest }, { api, workspace }) => {
    const id = workspace(workspaceId);
    let target = deployTarget;
    if (target === undefined) {
      const { deployTargets } = await api.json<Catalog>('GET', '/api/catalog');
      target = deployTargets.find(({ available }) => available)?.id;
    }
    if (target === undefined) {
      const advice = 'Ask the operator of this Nora to set one up.';
      throw new ToolError('target_not_configured', 'There is no target to deploy on.', advice);
    }
    const resources = { vcpu, ramMb, ...(diskGb !== undefined && { diskGb }) };
    const json = { ...rest, deployTarget: target, resources };
    return facts(await api.json<object>('POST', `/api/workspaces/${id}/agents`, { json }));
  },
});

/** A tool that begins a deployment of an agent without more to say. */
function operation(
  action: 'start' | 'stop' | 'restart',
  title: string,
  description: string,
  idempotent: boolean,
): Tool {
  return defineTool({
    ...{ name: `${action}_agent`, title, description, idempotent },
    effect: 'changes',
    scope: 'agents:write',
    input: { agentId: INPUT.agentId },
    run: async ({ agentId }, { api }) =>
      facts(await api.json<object>('POST', `/api/agents/${agentId}/${action}`)),
  });
}

const redeployAgent = defineTool({
  name: 'redeploy_agent',
  title: 'Deploy an agent anew',
  description: 'Makes the runtime of an agent anew with its present settings. Its data stays.',
  effect: 'changes',
  scope: 'agents:write',
  input: { agentId: INPUT.agentId },
  run: async ({ agentId }, { api }) =>
    facts(await api.json<object>('POST', `/api/agents/${agentId}/redeploy`, { json: {} })),
});

const rollbackAgent = defineTool({
  name: 'rollback_agent',
  title: 'Roll an agent back',
  description: 'Brings the settings of an agent back to an earlier version and deploys it.',
  effect: 'changes',
  scope: 'agents:write',
  input: { agentId: INPUT.agentId, version: z.int().min(1).describe('Number of the version.') },
  run: async ({ agentId, version }, { api }) =>
    facts(await api.json<object>('POST', `/api/agents/${agentId}/rollback`, { json: { version } })),
});

const deleteAgent = defineTool({
  name: 'delete_agent',
  title: 'Delete an agent',
  description: 'Deletes an agent for good, with its data unless `keepData` is true. Ask the user first.',
  effect: 'destroys',
  idempotent: true,
  scope: 'agents:write',
  input: {
    agentId: INPUT.agentId,
    keepData: z.boolean().default(false).describe('Whether its data stays, so that it can be restored.'),
  },
  run: async ({ agentId, keepData }, { api }) =>
    facts(await api.json<object>('DELETE', `/api/agents/${agentId}`, { query: { keepData } })),
});

/** Workspaces, agents and their lifecycle. */
export const AGENT_TOOLS: readonly Tool[] = [
  ...[listWorkspaces, listAgents, getAgent, deployAgent],
  operation('start', 'Start an agent', 'Begins to start a stopped agent; answers with the deployment.', true),
  operation(
    'stop',
    'Stop an agent',
    'Begins to stop an agent; its data stays. Answers with the deployment.',
    true,
  ),
  operation(
    'restart',
    'Restart an agent',
    'Stops an agent and starts it again. Answers with the deployment.',
    false,
  ),
  ...[redeployAgent, rollbackAgent, deleteAgent],
];
