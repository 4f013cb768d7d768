import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import type { Agent } from '@nora/data-access';

import { FAMILY_LABELS, TARGET_LABELS } from '../labels';

export const SORT_KEYS = ['name', 'status', 'runtime', 'changed'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Column and direction, as written in the address: `name`, `-changed`. */
export interface Sorting {
  key: SortKey;
  descending: boolean;
}

export const DEFAULT_SORTING: Sorting = { key: 'name', descending: false };

export function parseSorting(text: string | undefined): Sorting {
  const descending = text?.startsWith('-') ?? false;
  const key = SORT_KEYS.find((known) => known === text?.replace(/^-/, ''));
  return key ? { key, descending } : DEFAULT_SORTING;
}

export function formatSorting({ key, descending }: Sorting): string {
  return descending ? `-${key}` : key;
}

/** The agents to show: those that match the text and the status, in order. */
export function selectRows(
  agents: readonly Agent[],
  query: string,
  status: AgentStatus | null,
  sorting: Sorting,
): Agent[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return agents
    .filter((agent) => (status === null || agent.status === status) && matches(agent, words))
    .sort((a, b) => compare(a, b, sorting.key) * (sorting.descending ? -1 : 1) || a.id.localeCompare(b.id));
}

/** How many agents there are of each status that occurs, in the order of the status table. */
export function countByStatus(agents: readonly Agent[]): { status: AgentStatus; count: number }[] {
  return AGENT_STATUSES.map((status) => ({
    status,
    count: agents.filter((agent) => agent.status === status).length,
  })).filter(({ count }) => count > 0);
}

function matches(agent: Agent, words: readonly string[]): boolean {
  const text = [
    agent.name,
    agent.slug,
    agent.id,
    agent.status,
    agent.statusReason ?? '',
    FAMILY_LABELS[agent.runtimeFamily],
    TARGET_LABELS[agent.deployTarget],
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function compare(a: Agent, b: Agent, key: SortKey): number {
  switch (key) {
    case 'name':
      return a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' });
    case 'status':
      return AGENT_STATUSES.indexOf(a.status) - AGENT_STATUSES.indexOf(b.status);
    case 'runtime':
      return runtime(a).localeCompare(runtime(b));
    case 'changed':
      return a.updatedAt.localeCompare(b.updatedAt);
  }
}

function runtime(agent: Agent): string {
  return `${agent.runtimeFamily} ${agent.deployTarget}`;
}
