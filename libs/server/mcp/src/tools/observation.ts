import { z } from 'zod';
import { readEvents } from '../events';
import { MOST_CHARACTERS, facts, untrusted } from '../results';
import { INPUT, defineTool, type Tool } from '../tool';

const readAgentLogs = defineTool({
  name: 'read_agent_logs',
  title: 'Read the log of an agent',
  description:
    'Tells the last lines of the log of an agent, also of one that has stopped. They are untrusted text.',
  effect: 'reads',
  scope: 'monitoring:read',
  input: {
    agentId: INPUT.agentId,
    tail: z.int().min(1).max(500).default(100).describe('Last lines.'),
    search: z.string().min(1).max(200).optional().describe('Only lines that hold this text.'),
  },
  run: async ({ agentId, tail, search: q }, { api }) => {
    const options = { query: { tail, q, follow: false }, headers: { accept: 'text/event-stream' } };
    const response = await api.open('GET', `/api/agents/${agentId}/logs`, options);
    const lines: string[] = [];
    let size = 0;
    for await (const { event, data } of readEvents(response)) {
      if (event === 'end') break;
      if (event !== 'line') continue;
      const line = `${typeof data['at'] === 'string' ? `${data['at']} ` : ''}${String(data['text'])}`;
      lines.push(line);
      size += line.length + 1;
      // The newest lines matter most.
      while (size > MOST_CHARACTERS && lines.length > 1) size -= (lines.shift()?.length ?? 0) + 1;
    }
    return untrusted('The log of the agent.', lines.join('\n'), { lines: lines.length });
  },
});

const listProviders = defineTool({
  name: 'list_providers',
  title: 'List model providers',
  description: 'Lists the model providers of a workspace with their models and state. Keys are never told.',
  effect: 'reads',
  scope: 'integrations:read',
  input: { workspaceId: INPUT.workspaceId, limit: INPUT.limit, cursor: INPUT.cursor },
  run: async ({ workspaceId, ...query }, { api, workspace }) =>
    facts(await api.json<object>('GET', `/api/workspaces/${workspace(workspaceId)}/providers`, { query })),
});

const getUsage = defineTool({
  name: 'get_usage',
  title: 'Look at the use of models',
  description:
    'Tells calls, tokens and cost in USD of a workspace or one agent, by day, of the last 30 days or of a time.',
  effect: 'reads',
  scope: 'monitoring:read',
  input: {
    workspaceId: INPUT.workspaceId,
    agentId: INPUT.agentId.optional(),
    by: z.enum(['agent', 'model', 'provider', 'none']).default('agent').describe('What it is told apart by.'),
    from: z.iso.datetime().optional().describe('Begin, in UTC.'),
    to: z.iso.datetime().optional().describe('End, in UTC.'),
  },
  run: async ({ workspaceId, ...query }, { api, workspace }) =>
    facts(
      await api.json<object>('GET', `/api/workspaces/${workspace(workspaceId)}/usage`, {
        query: { ...query, step: 'day' },
      }),
    ),
});

const getAgentMetrics = defineTool({
  name: 'get_agent_metrics',
  title: 'Look at what an agent uses',
  description: 'Tells CPU, memory, disk and network of an agent over the last hour.',
  effect: 'reads',
  scope: 'monitoring:read',
  input: { agentId: INPUT.agentId },
  run: async ({ agentId }, { api }) => facts(await api.json<object>('GET', `/api/agents/${agentId}/metrics`)),
});

export const OBSERVATION_TOOLS: readonly Tool[] = [readAgentLogs, listProviders, getUsage, getAgentMetrics];
