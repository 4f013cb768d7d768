import { CSRF_HEADER } from '@nora/contracts';
import { liveInstance } from '@nora/testing';
import type { Locator, Page } from 'playwright-core';
import { seen } from './visitor';

export const AGENT_NAME = 'Night watch';
/** The first deployment of an instance installs the runtime; the others take half a minute. */
export const DEPLOY_TIMEOUT_MS = 600_000;
export const OPERATION_TIMEOUT_MS = 180_000;

interface AgentView {
  id: string;
  name: string;
  status: string;
}

/** What the page says to screen readers about the state of an agent. */
export function stateOf(page: Page, word: string, name = AGENT_NAME): Locator {
  return page.getByRole('status').filter({ hasText: `${name}: ${word}` });
}

export type AgentTab =
  | 'Overview'
  | 'Chat'
  | 'Logs'
  | 'Files'
  | 'Metrics'
  | 'Usage'
  | 'Schedules'
  | 'Console'
  | 'Capabilities'
  | 'Versions'
  | 'Settings'
  | 'Terminal';

/** Goes to a tab of the agent's page. */
export async function openTab(page: Page, tab: AgentTab): Promise<void> {
  await page.getByRole('tab', { name: tab }).click();
  // Some tabs go on to what was open in them last.
  await page.waitForURL(({ pathname }) => pathname.endsWith(`/${tab.toLowerCase()}`));
}

/** Opens the page of the running agent; deploys it beforehand, over the API, when there is none. */
export async function openRunningAgent(page: Page, name = AGENT_NAME): Promise<string> {
  const workspaceId = await firstId(page, '/api/workspaces');
  const agents = `/api/workspaces/${workspaceId}/agents`;
  const { items } = (await (await page.request.get(agents)).json()) as { items: AgentView[] };
  const id = items.find((agent) => agent.name === name)?.id ?? (await deploy(page, agents, name));
  await page.goto(`/app/agents/${id}/overview`);
  await seen(stateOf(page, 'Running', name), DEPLOY_TIMEOUT_MS);
  return id;
}

async function deploy(page: Page, agents: string, name: string): Promise<string> {
  const { url, target } = liveInstance();
  const answer = await page.request.post(agents, {
    headers: { [CSRF_HEADER]: '1', origin: new URL(url).origin },
    data: {
      name,
      runtimeFamily: 'openclaw',
      deployTarget: target,
      sandboxProfile: 'standard',
      provider: 'demo',
      resources: { vcpu: 1, ramMb: 2048 },
    },
  });
  if (answer.status() !== 202) throw new Error(`the agent was refused: ${await answer.text()}`);
  const { agent } = (await answer.json()) as { agent: AgentView };
  return agent.id;
}

async function firstId(page: Page, list: string): Promise<string> {
  const { items } = (await (await page.request.get(list)).json()) as { items: { id: string }[] };
  const [first] = items;
  if (first === undefined) throw new Error(`${list} is empty`);
  return first.id;
}
