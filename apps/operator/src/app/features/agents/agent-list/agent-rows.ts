import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import type { Agent } from '@nora/data-access';

import { FAMILY_LABELS, TARGET_LABELS } from '../labels';

export const SORT_KEYS = ['name', 'status', 'runtime', 'changed'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What the list is narrowed to: a status, what differs from how it was made, or what may call no models. */
export const STATUS_FILTERS = [...AGENT_STATUSES, 'drift', 'paused'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

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

/** The agents to show, in order: deleted ones only when they are asked for. */
export function selectRows(
  agents: readonly Agent[],
  query: string,
  filter: StatusFilter | null,
  sorting: Sorting,
): Agent[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return agents
    .filter((agent) => fits(agent, filter) && matches(agent, words))
    .sort((a, b) => compare(a, b, sorting.key) * (sorting.descending ? -1 : 1) || a.id.localeCompare(b.id));
}

/** How many agents each filter finds, in the order of the status table; those that find none are left out. */
export function countByStatus(agents: readonly Agent[]): { status: StatusFilter; count: number }[] {
  return STATUS_FILTERS.map((status) => ({
    status,
    count: agents.filter((agent) => fits(agent, status)).length,
  })).filter(({ count }) => count > 0);
}

function fits({ status, drift, modelPause }: Agent, filter: StatusFilter | null): boolean {
  if (filter === null) return status !== 'deleted';
  if (filter === 'drift') return drift.length > 0 && status !== 'deleted';
  return filter === 'paused' ? modelPause !== null && status !== 'deleted' : status === filter;
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
    ...(agent.drift.length > 0 ? ['drift'] : []),
    ...(agent.modelPause ? ['models stopped'] : []),
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
      return statusOrder(a.status) - statusOrder(b.status);
    case 'runtime':
      return runtime(a).localeCompare(runtime(b));
    case 'changed':
      return a.updatedAt.localeCompare(b.updatedAt);
  }
}

const statusOrder = (status: AgentStatus): number => AGENT_STATUSES.indexOf(status);

function runtime(agent: Agent): string {
  return `${agent.runtimeFamily} ${agent.deployTarget}`;
}
