import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import { AGENT_STATUS_LOOKS } from '@nora/ui';

import type { FleetAct, FleetAgent, FleetQuestion } from './fleet.store';

/** Stands for several states at once. */
export const ATTENTION = 'attention';
const ATTENTION_STATUSES: readonly AgentStatus[] = ['failed', 'warning'];

export const FAMILY_WORDS: Readonly<Record<FleetAgent['runtimeFamily'], string>> = {
  openclaw: 'OpenClaw',
  hermes: 'Hermes',
};

export const TARGET_WORDS: Readonly<Record<FleetAgent['deployTarget'], string>> = {
  docker: 'Docker',
  k8s: 'Kubernetes',
  process: 'Local process',
  proxmox: 'Proxmox',
  simulated: 'Simulated',
};

export const STATUS_CHOICES: readonly { value: string; label: string }[] = [
  { value: ATTENTION, label: 'Failed or warning' },
  ...AGENT_STATUSES.map((value) => ({ value, label: AGENT_STATUS_LOOKS[value].word })),
];
export const FAMILY_CHOICES = choicesOf(FAMILY_WORDS);
export const TARGET_CHOICES = choicesOf(TARGET_WORDS);

export const ACT_WORDS: Readonly<Record<FleetAct, { act: string; doing: string; done: string }>> = {
  start: { act: 'Start', doing: 'Asking to start', done: 'Is being started' },
  stop: { act: 'Stop', doing: 'Asking to stop', done: 'Is being stopped' },
  restart: { act: 'Restart', doing: 'Asking to restart', done: 'Is being restarted' },
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SEARCH_MAX = 80;

/** What the address asks for; what it cannot mean is passed over. */
export function parseFleetQuestion(asked: {
  q?: string;
  status?: string;
  family?: string;
  target?: string;
  workspace?: string;
}): FleetQuestion {
  const known = AGENT_STATUSES.find((status) => status === asked.status);
  return {
    q: (asked.q ?? '').trim().slice(0, SEARCH_MAX),
    status: asked.status === ATTENTION ? ATTENTION_STATUSES : known ? [known] : [],
    runtimeFamily: FAMILY_CHOICES.find(({ value }) => value === asked.family)?.value ?? null,
    deployTarget: TARGET_CHOICES.find(({ value }) => value === asked.target)?.value ?? null,
    workspaceId: asked.workspace !== undefined && UUID.test(asked.workspace) ? asked.workspace : null,
  };
}

function choicesOf<Value extends string>(
  words: Readonly<Record<Value, string>>,
): { value: Value; label: string }[] {
  return (Object.entries(words) as [Value, string][]).map(([value, label]) => ({ value, label }));
}
