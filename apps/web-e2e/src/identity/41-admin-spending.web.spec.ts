import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, pageHeaders } from '../support/api';
import { ModelCaller, bookCalls } from '../support/model-calls';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen, type ColorScheme } from '../support/visitor';
import { confirmByName, stoppedAgent } from '../support/workspaces';

const OVERFLOW = `Math.max(...['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth))`;

describe('the admin console, about models', () => {
  let visitor: Visitor;
  let page: Page;
  /** Somebody with an agent, who is no administrator. */
  let owner: Visitor;
  let ownerName: string;
  let agentId: string;
  let agent: ModelCaller;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    ownerName = `Owner ${Date.now()}`;
    owner = await comeIn(await newPerson(ownerName));
    const { items } = await get<{ items: { id: string }[] }>(owner.page, '/api/workspaces');
    agentId = await stoppedAgent(owner.page, items[0]?.id ?? '', 'Fleet member');
    agent = await ModelCaller.of(agentId);
    await bookCalls(agentId, [{ kind: 'openai', model: 'gpt-5-mini', costUsd: '750.000000' }]);
  });

  afterEach(() => {
    expect([visitor.takeFaults(), owner.takeFaults()]).toEqual([[], []]);
  });

  afterAll(async () => {
    // Whatever went wrong, the models of the instance must not stay stopped.
    await page.request.delete('/api/admin/model-stop', { headers: pageHeaders() });
    await owner.leave();
    await visitor.leave();
  });

  const numbers = () => page.getByRole('region', { name: 'Usage in numbers' });
  const form = () => page.getByRole('dialog');
  const budget = (name: string) =>
    page.getByRole('list', { name: 'Budgets' }).getByRole('listitem').filter({ hasText: name });

  it('usage of all workspaces is told apart by workspace, and leads to each', async () => {
    await page.goto('/admin/overview');
    await page.getByRole('link', { name: 'Usage', exact: true }).click();
    const row = numbers().getByRole('row').filter({ hasText: ownerName });
    await seen(row.getByRole('cell', { name: '$750.00' }));
    await page.getByRole('navigation', { name: 'Grouped by' }).getByRole('link', { name: 'Agent' }).click();
    await page.waitForURL('**/usage?by=agent');
    await seen(numbers().getByRole('row').filter({ hasText: 'Fleet member' }));
    await page.goBack();
    await page.goto('/admin/usage');
    await row.getByRole('link', { name: ownerName }).click();
    await seen(page.getByRole('heading', { name: ownerName, level: 1 }));
  });

  it('a budget of the installation holds for everybody, and is changed and deleted', async () => {
    const name = `All ${Date.now()}`;
    await page.goto('/admin/budgets');
    await page.getByRole('button', { name: /^(New budget|Set the first budget)$/ }).click();
    await form().getByLabel('Name').fill(name);
    await form().getByLabel('Limit', { exact: true }).fill('1');
    await form().getByLabel('Of', { exact: true }).selectOption('tokens');
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form().getByRole('button', { name: 'Create budget' }).click();
    await gone(form());
    await seen(budget(name).getByText('0 of 1 tokens each day'));
    expect(await agent.call('Hello?', 50)).toEqual({ status: 429, code: 'budget_exhausted' });
    await page.getByRole('button', { name: `Change ${name}` }).click();
    await form().getByLabel('Limit', { exact: true }).fill('50000000');
    await form().getByRole('button', { name: 'Save changes' }).click();
    await gone(form());
    expect(await agent.call('Hello?', 50)).toMatchObject({ status: 200 });
    // Nobody is told of budgets of the installation; the page looks again by itself.
    await seen(budget(name).getByText(/^\s*[1-9]\d* of 50,000,000 tokens/), 30_000);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('admin-budgets');
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await confirmByName(page, name, 'Delete budget');
    await gone(budget(name));
  });

  it('all models of the installation are stopped at once, which every agent says, and let run again', async () => {
    await owner.page.goto(`/app/agents/${agentId}/overview`);
    await seen(owner.page.getByRole('heading', { name: 'Fleet member' }));
    await page.goto('/admin/budgets');
    await page.getByRole('button', { name: 'Stop models' }).click();
    await form().getByLabel('Reason').fill('The bill of the year is spent.');
    await form().getByRole('button', { name: 'Stop models' }).click();
    await seen(page.getByText(/stopped the models of the whole installation/));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('admin-stopped');
    const banner = owner.page.getByRole('region', { name: 'Paused: no model answers this agent' });
    await seen(banner.getByText('A platform admin can let them run again.'));
    await seen(banner.getByText('The bill of the year is spent.'));
    expect(await banner.getByRole('button').count()).toBe(0);
    expect(await agent.call('Hello?', 50)).toEqual({ status: 423, code: 'models_stopped' });
    await page.getByRole('button', { name: 'Let the models run again' }).click();
    await seen(page.getByText('Models may be called'));
    await gone(banner);
    expect(await agent.call('Hello?', 50)).toMatchObject({ status: 200 });
  });
});

describe.each(['light', 'dark'] as ColorScheme[])('usage and budgets of the installation in %s', (scheme) => {
  it.each([1_280, 375])('have no barrier, %d pixels wide', async (width) => {
    const visitor = await Visitor.signedIn(scheme);
    const { page } = visitor;
    try {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/admin/usage', '/admin/budgets']) {
        await page.goto(path);
        await seen(page.getByRole('heading', { level: 1 }));
        await gone(page.getByText(/^(Loading|Asking)/));
        expect(await violationsOn(page)).toEqual([]);
        expect(await page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
        await visitor.picture(`${scheme}-${width}${path.replace(/\W+/g, '-')}`);
      }
      expect(visitor.takeFaults()).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });
});
