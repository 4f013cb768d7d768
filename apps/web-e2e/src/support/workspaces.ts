import { liveInstance, withInstanceDatabase } from '@nora/testing';
import type { Locator, Page } from 'playwright-core';
import { get, post } from './api';

const STOPPED_MS = 90_000;

/** A row of a table, by what stands in it. */
export function rowOf(page: Page, table: string, text: string): Locator {
  return page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: text });
}

/** Types the name of what is to be destroyed, and destroys it. */
export async function confirmByName(page: Page, name: string, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: action, exact: true }).click();
}

/** An agent whose first deployment was cancelled, so that nothing of it runs. */
export async function stoppedAgent(page: Page, workspaceId: string, name: string): Promise<string> {
  const { agent, deployment } = await post<{ agent: { id: string }; deployment: { id: string } }>(
    page,
    `/api/workspaces/${workspaceId}/agents`,
    {
      name,
      runtimeFamily: 'openclaw',
      deployTarget: liveInstance().target,
      sandboxProfile: 'standard',
      provider: 'demo',
      resources: { vcpu: 1, ramMb: 2048 },
    },
  );
  await post(page, `/api/deployments/${deployment.id}/cancel`);
  const deadline = Date.now() + STOPPED_MS;
  while (Date.now() < deadline) {
    const { status } = await get<{ status: string }>(page, `/api/agents/${agent.id}`);
    if (status === 'stopped') return agent.id;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the agent is not stopped yet');
}

/** Moves an agent to a target that nobody serves, so that what is done with it fails for sure; and back. */
export async function setTarget(agentId: string, target: string): Promise<void> {
  await withInstanceDatabase(liveInstance(), (client) =>
    client.query('UPDATE agents SET deploy_target = $2 WHERE id = $1', [agentId, target]),
  );
}
