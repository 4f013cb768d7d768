import type { Agent } from '@nora/data-access';

import type { Operation } from '../agents/agent-operations.store';

/** An agent that needs somebody, why, and the one act that most likely helps. */
export interface Need {
  agent: Agent;
  reason: string;
  remedy: Operation | null;
}

interface Rule {
  applies: (agent: Agent) => boolean;
  reason: (agent: Agent) => string;
  /** The first that the agent allows. */
  remedies: readonly Operation[];
}

/** The most pressing first. */
const RULES: readonly Rule[] = [
  {
    applies: ({ status }) => status === 'failed',
    reason: ({ statusReason }) => statusReason ?? 'It failed, and nobody said why.',
    remedies: ['redeploy', 'start', 'restart'],
  },
  {
    applies: ({ status }) => status === 'warning',
    reason: ({ statusReason }) => statusReason ?? 'It answers, but something about it is not right.',
    remedies: ['restart', 'redeploy'],
  },
  {
    applies: ({ status, desiredState }) => status === 'stopped' && desiredState === 'running',
    reason: () => 'It is meant to run, and does not.',
    remedies: ['start', 'redeploy'],
  },
  {
    // What stops more than one agent is no news of each.
    applies: ({ modelPause }) => modelPause?.scope === 'agent',
    reason: ({ modelPause }) => `Its models are stopped. ${modelPause?.reason ?? ''}`.trim(),
    remedies: [],
  },
  {
    applies: ({ drift }) => drift.length > 0,
    reason: () => 'Its runtime is not as it was made.',
    remedies: ['redeploy'],
  },
];

/** The agents that need somebody, the most pressing first. What is being worked on needs nobody for the moment. */
export function needsOf(
  agents: readonly Agent[],
  may: (operation: Operation, agent: Agent) => boolean,
): Need[] {
  return agents
    .filter(({ activeDeploymentId }) => activeDeploymentId === null)
    .flatMap((agent) => {
      const rank = RULES.findIndex(({ applies }) => applies(agent));
      const rule = RULES[rank];
      if (!rule) return [];
      const remedy = rule.remedies.find((operation) => may(operation, agent)) ?? null;
      return [{ rank, need: { agent, reason: rule.reason(agent), remedy } }];
    })
    .sort((a, b) => a.rank - b.rank || b.need.agent.updatedAt.localeCompare(a.need.agent.updatedAt))
    .map(({ need }) => need);
}
