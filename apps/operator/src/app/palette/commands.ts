import type { Agent } from '@nora/data-access';
import type { IconName } from '@nora/ui';

import type { Operation } from '../features/agents/agent-operations.store';
import { operationLook } from '../features/agents/operation-looks';
import { SETTINGS_TABS } from '../features/settings/settings-tabs';

/** One thing the palette can do. */
export interface Command {
  id: string;
  icon: IconName;
  label: string;
  /** Greyed words at the end of the line. */
  hint: string;
  run: () => void;
}

/** What the commands call. */
export interface CommandTargets {
  go: (path: readonly string[]) => void;
  operate: (operation: Operation, agent: Agent) => void;
  offered: (agent: Agent) => readonly Operation[];
}

const TABS: readonly { tab: string; icon: IconName; changes: boolean }[] = [
  { tab: 'chat', icon: 'chat', changes: false },
  { tab: 'terminal', icon: 'terminal', changes: true },
  { tab: 'logs', icon: 'subject', changes: false },
  { tab: 'files', icon: 'folder', changes: false },
  { tab: 'metrics', icon: 'bar_chart', changes: false },
  { tab: 'console', icon: 'computer', changes: false },
  { tab: 'capabilities', icon: 'bolt', changes: false },
  { tab: 'schedules', icon: 'schedule', changes: false },
  { tab: 'versions', icon: 'history', changes: false },
  { tab: 'settings', icon: 'tune', changes: true },
];

/** Every command that makes sense now: pages, agents, and what can be asked of each agent. */
export function buildCommands(agents: readonly Agent[], mayDeploy: boolean, to: CommandTargets): Command[] {
  const page = (id: string, icon: IconName, label: string, path: readonly string[]): Command => ({
    id,
    icon,
    label,
    hint: 'Page',
    run: () => to.go(path),
  });
  const pages = [
    page('overview', 'dashboard', 'Overview', ['/overview']),
    page('agents', 'smart_toy', 'Agents', ['/agents']),
  ];
  if (mayDeploy) pages.push(page('deploy', 'rocket_launch', 'Deploy an agent', ['/deploy']));
  const sorted = [...agents].sort((a, b) => a.name.localeCompare(b.name));
  const visits = sorted.map((agent) => ({
    id: `go-${agent.id}`,
    icon: 'smart_toy' as const,
    label: agent.name,
    hint: agent.status,
    run: () => to.go(['/agents', agent.id]),
  }));
  const tabs = sorted.flatMap((agent) =>
    tabsOf(agent, mayDeploy).map(({ tab, icon }) => ({
      id: `${tab}-${agent.id}`,
      icon,
      label: `${agent.name}: ${tab}`,
      hint: 'Page',
      run: () => to.go(['/agents', agent.id, tab]),
    })),
  );
  const operations = sorted.flatMap((agent) =>
    to.offered(agent).map((operation) => ({
      id: `${operation}-${agent.id}`,
      icon: operationLook(operation, agent).icon,
      label: `${operationLook(operation, agent).label} ${agent.name}`,
      hint: 'Action',
      run: () => to.operate(operation, agent),
    })),
  );
  const settings = SETTINGS_TABS.map(({ path, icon, label }) =>
    page(`settings-${path}`, icon, `Settings: ${label.toLowerCase()}`, ['/settings', path]),
  );
  return [...pages, ...visits, ...tabs, ...operations, ...settings];
}

/** The tabs of an agent that the account may see; a deleted agent has none. */
function tabsOf({ status }: Agent, mayChange: boolean): typeof TABS {
  return status === 'deleted' ? [] : TABS.filter(({ changes }) => mayChange || !changes);
}

/** The commands that contain every word of the query; those that begin with it come first. */
export function searchCommands(commands: readonly Command[], query: string, limit: number): Command[] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  return commands
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .map((command, index) => ({
      command,
      index,
      first: command.label.toLowerCase().startsWith(text) ? 0 : 1,
    }))
    .sort((a, b) => a.first - b.first || a.index - b.index)
    .slice(0, limit)
    .map(({ command }) => command);
}
