import { CSRF_HEADER } from '@nora/contracts';
import { liveInstance, withInstanceDatabase } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from './support/accessibility';
import { Visitor, gone, ordinaryAccount, seen, type ColorScheme } from './support/visitor';

const QUEUES = '/admin/queues';
const NAME = 'Lost letter';
const REASON = /no longer serves the target/;
const FAILING_MS = 60_000;

interface AgentView {
  id: string;
  status: string;
}

describe('dead letters, in the browser', () => {
  let visitor: Visitor;
  let page: Page;
  let agent: AgentView;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agent = await stoppedAgent(page);
    await setTarget(agent.id, 'k8s');
    await post(page, `/api/agents/${agent.id}/start`);
    await until(page, agent.id, 'failed');
    visitor.takeFaults();
  }, FAILING_MS);

  afterAll(async () => {
    await setTarget(agent.id, liveInstance().target);
    await page.request.delete(`/api/agents/${agent.id}`, { headers: headers() });
    await until(page, agent.id, 'deleted');
    await visitor.leave();
  }, FAILING_MS);

  const letters = () => page.getByRole('list', { name: 'Dead letters' }).getByRole('listitem');
  const letter = () => letters().filter({ hasText: NAME });
  const results = () => page.getByRole('list', { name: 'Results' });

  it('the overview counts them and leads to them', async () => {
    await page.goto('/admin/overview');
    const count = page.locator('dl.totals > div').filter({ hasText: 'Dead letters' });
    expect(await (await seen(count)).innerText()).toMatch(/[1-9]/);
    await count.getByRole('link', { name: 'Open the queues' }).click();
    await seen(page.getByRole('heading', { name: 'Dead letters · Deployments' }));
    expect(new URL(page.url()).pathname).toBe(QUEUES);
  });

  it('one is shown with its whole error, its payload and its agent, at an address of its own', async () => {
    await page.goto(QUEUES);
    await letter()
      .getByRole('button', { name: /^Details of job/ })
      .click();
    await seen(page.getByRole('region', { name: 'Error' }).filter({ hasText: REASON }));
    await seen(page.getByRole('region', { name: 'Payload' }).filter({ hasText: 'deploymentId' }));
    await page.reload();
    await seen(page.getByRole('region', { name: 'Error' }));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('dead-letter');
    await letter().getByRole('link', { name: NAME }).click();
    await page.waitForURL(`**/app/agents/${agent.id}/overview`);
  });

  it('every state of every queue can be looked at, and says what it is', async () => {
    await page.goto(QUEUES);
    await page.getByRole('link', { name: /Done in Deployments/ }).click();
    await seen(page.getByRole('heading', { name: 'Done jobs · Deployments' }));
    await page.getByRole('link', { name: /Failed in Backups/ }).click();
    await seen(page.getByRole('heading', { name: 'No dead letters' }));
    await page.reload();
    await seen(page.getByRole('heading', { name: 'Dead letters · Backups' }));
    await page.goBack();
    await seen(page.getByRole('heading', { name: 'Done jobs · Deployments' }));
  });

  it('a retry shows the new deployment, and a letter that failed again appears by itself', async () => {
    await page.goto(QUEUES);
    const retry = letter().getByRole('button', { name: /^Retry job/ });
    const before = await (await seen(retry)).getAttribute('aria-label');
    await retry.press('Enter');
    await seen(results().filter({ hasText: 'Retried' }).getByRole('link', { name: 'Follow it' }));
    await seen(page.getByRole('status').filter({ hasText: 'Retried 1 job.' }));
    await gone(page.getByRole('button', { name: before ?? '', exact: true }));
    await seen(letter());
    expect(await retry.getAttribute('aria-label')).not.toBe(before);
    await visitor.picture('dead-letter-retried');
  });

  it('a retry that is refused says why, and the letter stays', async () => {
    await page.goto(QUEUES);
    const retry = await seen(letter().getByRole('button', { name: /^Retry job/ }));
    const id = (await retry.getAttribute('aria-label'))?.replace('Retry job ', '') ?? '';
    await page.route('**/retry', async (route) => {
      // Somebody else has been quicker.
      await post(page, `/api/agents/${agent.id}/start`);
      await route.continue();
    });
    await retry.click();
    await seen(results().filter({ hasText: 'Not retried' }));
    await page.unroute('**/retry');
    const [refused] = visitor.takeFaults();
    expect(refused).toMatch(/status of 409/);
    await seen(page.getByRole('button', { name: `Discard job ${id}` }));
    await gone(page.getByRole('button', { name: `Retry job ${id}` }));
    await visitor.picture('dead-letter-refused');
  });

  it('discarding asks, and takes the letter away', async () => {
    await until(page, agent.id, 'failed');
    await page.goto(QUEUES);
    await seen(letter().nth(1));
    const discard = letter()
      .first()
      .getByRole('button', { name: /^Discard job/ });
    const name = (await discard.getAttribute('aria-label')) ?? '';
    const dialog = page.getByRole('dialog', { name: 'Discard this job?' });
    await discard.click();
    await seen(dialog);
    expect(await violationsWithOverlay(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await gone(dialog);
    await discard.click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await gone(page.getByRole('button', { name, exact: true }));
    await seen(results().filter({ hasText: 'Discarded' }));
  });

  it('all that are shown are discarded at once, each with its result', async () => {
    await page.goto(QUEUES);
    await page.getByRole('button', { name: /^Discard all shown/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await seen(page.getByRole('heading', { name: 'No dead letters' }));
    await seen(results().getByRole('listitem').filter({ hasText: 'Discarded' }));
    await page.getByRole('button', { name: 'Dismiss the results' }).click();
    await gone(results());
    await visitor.picture('no-dead-letters');
    expect(visitor.takeFaults()).toEqual([]);
  });
});

describe('the page of the queues', () => {
  it.each(['light', 'dark'] as ColorScheme[])('has no barrier in %s, on a small screen', async (scheme) => {
    const visitor = await Visitor.signedIn(scheme);
    const { page } = visitor;
    await page.setViewportSize({ width: 375, height: 700 });
    await page.goto(QUEUES);
    await seen(page.getByRole('link', { name: /Failed in Alert deliveries/ }));
    await seen(page.getByRole('heading', { name: /dead letters/i }));
    expect(await violationsOn(page)).toEqual([]);
    const overflow = await page.evaluate<number>(
      `Math.max(...['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth))`,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await visitor.picture(`queues-small-${scheme}`);
    await visitor.leave();
  });

  it('is closed to others', async () => {
    const account = await ordinaryAccount();
    const other = await Visitor.arrive();
    await other.logIn(account, `/login?next=${QUEUES}`);
    await seen(other.page.getByRole('heading', { name: 'This part is for platform administrators' }));
    expect(other.takeFaults()).toEqual([]);
    await other.leave();
  });
});

function headers(): Record<string, string> {
  return { [CSRF_HEADER]: '1', origin: new URL(liveInstance().url).origin };
}

async function post(page: Page, path: string, data: object = {}): Promise<unknown> {
  const answer = await page.request.post(path, { headers: headers(), data });
  if (answer.status() !== 202) throw new Error(`${path} was refused: ${await answer.text()}`);
  return answer.json();
}

/** An agent whose first deployment was cancelled, so that nothing of it runs. */
async function stoppedAgent(page: Page): Promise<AgentView> {
  const { items } = (await (await page.request.get('/api/workspaces')).json()) as { items: { id: string }[] };
  const { agent, deployment } = (await post(page, `/api/workspaces/${items[0]?.id ?? ''}/agents`, {
    name: NAME,
    runtimeFamily: 'openclaw',
    deployTarget: liveInstance().target,
    sandboxProfile: 'standard',
    provider: 'demo',
    resources: { vcpu: 1, ramMb: 2048 },
  })) as { agent: AgentView; deployment: { id: string } };
  await post(page, `/api/deployments/${deployment.id}/cancel`);
  await until(page, agent.id, 'stopped');
  return agent;
}

/** Nothing that the API accepts fails for sure, so the agent is moved to a target that nobody serves. */
async function setTarget(agentId: string, target: string): Promise<void> {
  await withInstanceDatabase(liveInstance(), (client) =>
    client.query('UPDATE agents SET deploy_target = $2 WHERE id = $1', [agentId, target]),
  );
}

async function until(page: Page, agentId: string, status: string): Promise<void> {
  const deadline = Date.now() + FAILING_MS;
  while (Date.now() < deadline) {
    const answer = await page.request.get(`/api/agents/${agentId}`);
    const found = answer.status() === 404 ? 'deleted' : ((await answer.json()) as AgentView).status;
    if (found === status) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`the agent is not ${status} yet`);
}
