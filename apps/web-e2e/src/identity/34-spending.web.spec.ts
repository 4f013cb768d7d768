import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, post } from '../support/api';
import { ModelCaller, bookCalls } from '../support/model-calls';
import { comeIn, newPerson } from '../support/people';
import { newViewerOf } from '../support/viewers';
import { type ColorScheme, type Visitor, gone, seen } from '../support/visitor';
import { confirmByName, stoppedAgent } from '../support/workspaces';

const NAME = 'Press desk';
const REASON = 'It mails the whole address book.';
const OVERFLOW = `Math.max(...['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth))`;

/** What an agent used: of one model the price is known, of one it is not, and one answered for another. */
const USED = [
  { kind: 'openai', model: 'gpt-5-mini', costUsd: '0.500000' },
  { kind: 'anthropic', model: 'claude-sonnet-4-5', costUsd: '1.250000', before: ['openai'] },
  { kind: 'openai-compatible', model: 'house-1', costUsd: null },
  { kind: 'openai', model: 'gpt-5-mini', costUsd: '0.000000', outcome: 'failed' },
] as const;

async function workspaceOf(page: Page): Promise<string> {
  const { items } = await get<{ items: { id: string }[] }>(page, '/api/workspaces');
  const [workspace] = items;
  if (workspace === undefined) throw new Error('there is no workspace');
  return workspace.id;
}

describe('what models cost, and how they are stopped', () => {
  let visitor: Visitor;
  let page: Page;
  let workspaceId: string;
  let agentId: string;
  let agent: ModelCaller;

  beforeAll(async () => {
    visitor = await comeIn(await newPerson());
    ({ page } = visitor);
    workspaceId = await workspaceOf(page);
    agentId = await stoppedAgent(page, workspaceId, NAME);
    agent = await ModelCaller.of(agentId);
    await bookCalls(agentId, USED);
  });

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  const numbers = () => page.getByRole('region', { name: 'Usage in numbers' });
  const used = (name: string) => numbers().getByRole('row').filter({ hasText: name });
  const budget = () => page.getByRole('list', { name: 'Budgets' }).getByRole('listitem');
  const banner = () => page.getByRole('region', { name: 'Paused: no model answers this agent' });
  const form = () => page.getByRole('dialog');

  it('the overview tells what today has cost, and leads to the usage', async () => {
    await page.goto('/app/overview');
    const today = page.getByRole('region', { name: 'Models today' });
    await seen(today.getByText('$1.75'));
    await seen(today.getByText('The price of 1 of the calls is not known'));
    await today.getByRole('link', { name: 'Usage' }).click();
    await page.waitForURL('**/usage');
  });

  it('usage is drawn and written, told apart by the keyboard, and what has no known price is not free', async () => {
    await seen(page.getByRole('img', { name: new RegExp(`^Cost.*${NAME}: \\$1\\.75`) }));
    await seen(used(NAME).getByRole('link', { name: NAME }));
    await page.getByRole('navigation', { name: 'Grouped by' }).getByRole('link', { name: 'Model' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/usage?by=model');
    await seen(used('claude-sonnet-4-5').getByRole('cell', { name: '$1.25' }));
    await seen(used('house-1').getByRole('cell', { name: 'not known' }));
    await seen(used('Together').getByRole('cell', { name: '$1.75' }));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('usage');

    await page.getByRole('link', { name: 'Show as table' }).click();
    await page.getByRole('link', { name: '24 h' }).click();
    await page.waitForURL(({ search }) => /range=24h/.test(search) && /view=table/.test(search));
    await page.reload();
    const steps = page.getByRole('region', { name: 'Usage of each step' });
    await seen(steps.getByRole('cell', { name: 'not known' }));
    expect(await violationsOn(page)).toEqual([]);
  });

  it('the same time is had as a table for other programs', async () => {
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const answer = await page.request.get(href ?? '');
    expect(answer.headers()['content-type']).toMatch(/^text\/csv/);
    const text = await answer.text();
    for (const part of ['claude-sonnet-4-5', '1.250000', NAME]) expect(text).toContain(part);
  });

  it('each call of the agent names whom it was sent to, so that a fallback is seen', async () => {
    await page.goto(`/app/agents/${agentId}/usage`);
    const calls = page.getByRole('list', { name: 'Calls' });
    await seen(calls.getByRole('link').filter({ hasText: 'house-1' }).filter({ hasText: 'not known' }));
    await calls.getByRole('link').filter({ hasText: 'fallback' }).click();
    await page.waitForURL('**/usage?call=*');
    await page.reload();
    const sentTo = page.getByRole('list', { name: 'Sent to' }).getByRole('listitem');
    await seen(sentTo.filter({ hasText: 'openai' }).filter({ hasText: 'HTTP 503' }));
    await seen(sentTo.filter({ hasText: 'anthropic' }).filter({ hasText: '200' }));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('agent-calls');
    await page.getByRole('navigation', { name: 'Outcome' }).getByRole('link', { name: 'Failed' }).click();
    await gone(calls.getByText('claude-sonnet-4-5'));
    expect(await calls.getByRole('listitem').count()).toBe(1);
  });

  it('a budget is made, and its level follows the calls without a reload', async () => {
    await page.goto(`/app/workspaces/${workspaceId}/budgets`);
    await page.getByRole('button', { name: 'Set the first budget' }).click();
    await form().getByRole('button', { name: 'Create budget' }).click();
    await seen(form().getByText('Enter a number above zero'));
    await form().getByLabel('Name').fill('Press');
    await form().getByLabel('On', { exact: true }).selectOption({ label: NAME });
    await form().getByLabel('Limit', { exact: true }).fill('2500.5');
    await form().getByLabel('Of', { exact: true }).selectOption('tokens');
    await form().getByLabel('Period').selectOption('day');
    await form().getByLabel('At the limit', { exact: true }).selectOption('pause');
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form().getByRole('button', { name: 'Create budget' }).click();
    await seen(form().locator('mat-error'));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    await form().getByLabel('Limit', { exact: true }).fill('2500');
    await form().getByRole('button', { name: 'Create budget' }).click();
    await gone(form());
    await seen(budget().getByText('0 of 2,500 tokens each day'));
    expect(await agent.call('How are you?', 50)).toEqual({ status: 200, code: null });
    await seen(budget().getByText(/^\s*[1-9]\d* of 2,500 tokens each day/));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('budget');
  });

  it('a call without room is refused, and the agent says that it is paused and where the way out is', async () => {
    await page.goto(`/app/agents/${agentId}/overview`);
    await seen(page.getByRole('heading', { name: NAME }));
    expect(await agent.call('Tell me everything.', 100_000)).toEqual({
      ...{ status: 429, code: 'budget_exhausted' },
    });
    await seen(banner().getByText('A budget that is used up stopped the models of this agent'));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('agent-paused');
    await banner().getByRole('link', { name: 'Change the budget' }).click();
    await page.getByRole('button', { name: 'Change Press' }).click();
    expect(await form().getByLabel('Of', { exact: true }).isDisabled()).toBe(true);
    await form().getByLabel('Limit', { exact: true }).fill('2000000');
    await form().getByRole('button', { name: 'Save changes' }).click();
    await gone(form());
    await seen(budget().getByText(/of 2,000,000 tokens/));
    await page.goto(`/app/agents/${agentId}/overview`);
    await seen(page.getByRole('heading', { name: NAME }));
    await gone(banner());
    expect(await agent.call('How are you?', 50)).toMatchObject({ status: 200 });
  });

  it('a budget is switched off, and deleted by its name', async () => {
    await page.goto(`/app/workspaces/${workspaceId}/budgets`);
    await page.getByRole('switch', { name: 'Press is switched on' }).click();
    await seen(budget().getByText('Off', { exact: true }));
    await page.getByRole('button', { name: 'Delete Press' }).click();
    await confirmByName(page, 'Press', 'Delete budget');
    await seen(page.getByRole('heading', { name: 'No budgets' }));
  });

  it('the models of an agent are stopped with a reason, which whoever looks reads, and let run again', async () => {
    const viewer = await comeIn(await newViewerOf(agentId));
    try {
      await page.goto(`/app/agents/${agentId}/overview`);
      await page.getByRole('button', { name: 'Stop models' }).click();
      await form().getByLabel('Reason').fill(REASON);
      expect(await violationsWithOverlay(page)).toEqual([]);
      await form().getByRole('button', { name: 'Stop models' }).click();
      await seen(banner().getByText(REASON));
      expect(await agent.call('Hello?', 50)).toEqual({ status: 423, code: 'models_stopped' });

      await viewer.page.goto(`/app/agents/${agentId}/usage`);
      const told = viewer.page.getByRole('region', { name: 'Paused: no model answers this agent' });
      await seen(told.getByText(REASON));
      expect(await viewer.page.getByRole('button', { name: /models/ }).count()).toBe(0);

      await page.goto('/app/agents?status=paused');
      const row = page.getByRole('row').filter({ hasText: NAME });
      await seen(row.getByText('Models stopped'));
      await row.getByRole('link', { name: NAME }).click();
      await banner().getByRole('button', { name: 'Let the models run again' }).click();
      await gone(banner());
      await gone(told);
      expect(await agent.call('Hello?', 50)).toMatchObject({ status: 200 });
      expect(viewer.takeFaults()).toEqual([]);
    } finally {
      await viewer.leave();
    }
  });

  it('all models of the workspace are stopped at once; an agent leads to the switch', async () => {
    await page.goto(`/app/workspaces/${workspaceId}/budgets`);
    await page.getByRole('button', { name: 'Stop models' }).click();
    await form().getByRole('button', { name: 'Stop models' }).click();
    await seen(page.getByText(/stopped the models of the whole workspace/));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('workspace-stopped');
    expect(await agent.call('Hello?', 50)).toEqual({ status: 423, code: 'models_stopped' });
    await page.goto(`/app/agents/${agentId}/chat`);
    await seen(banner().getByText('Somebody stopped the models of the whole workspace'));
    expect(await banner().getByRole('button').count()).toBe(0);
    await banner().getByRole('link', { name: 'Go to the switch' }).click();
    await page.getByRole('button', { name: 'Let the models run again' }).click();
    await seen(page.getByText('Models may be called'));
    expect(await agent.call('Hello?', 50)).toMatchObject({ status: 200 });
  });

  it('the workspace says by whose calendar it counts, and what an unknown price means', async () => {
    await page.goto(`/app/workspaces/${workspaceId}/general`);
    const rules = page.getByRole('region', { name: 'Usage and budgets' });
    await rules.getByLabel('Time zone').fill('Mars/Olympus');
    await rules.getByRole('button', { name: 'Save' }).click();
    await seen(rules.locator('mat-error'));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    await rules.getByLabel('Time zone').fill('Asia/Tokyo');
    await rules.getByLabel(/price is not known/).selectOption('refuse');
    await rules.getByRole('button', { name: 'Save' }).click();
    await seen(rules.getByRole('status').filter({ hasText: 'Saved.' }));
    expect(await get<object>(page, `/api/workspaces/${workspaceId}`)).toMatchObject({
      ...{ timeZone: 'Asia/Tokyo', unknownPrice: 'refuse' },
    });
    expect(await violationsOn(page)).toEqual([]);
    await page.goto(`/app/workspaces/${workspaceId}/usage`);
    await seen(page.getByRole('heading', { name: /Asia\/Tokyo/ }));
  });
});

describe.each(['light', 'dark'] as ColorScheme[])('usage and budgets in %s', (scheme) => {
  it('have no barrier, on a large screen and on a small one', async () => {
    const visitor = await comeIn(await newPerson(), scheme);
    const { page } = visitor;
    try {
      const workspaceId = await workspaceOf(page);
      const agentId = await stoppedAgent(page, workspaceId, NAME);
      await bookCalls(agentId, USED);
      const facts = { unit: 'usd', amount: '5', period: 'month' };
      await post(page, `/api/workspaces/${workspaceId}/budgets`, { ...facts, name: 'Month' });
      const pages: [string, (there: Page) => Promise<unknown>][] = [
        [`/app/workspaces/${workspaceId}/usage`, (there) => seen(there.getByRole('img', { name: /^Cost/ }))],
        [`/app/workspaces/${workspaceId}/budgets`, (there) => seen(there.getByRole('meter'))],
        [`/app/agents/${agentId}/usage`, (there) => seen(there.getByRole('list', { name: 'Calls' }))],
        ['/app/overview', (there) => seen(there.getByRole('region', { name: 'Models today' }))],
      ];
      for (const width of [1_280, 375]) {
        await page.setViewportSize({ width, height: 800 });
        for (const [path, isThere] of pages) {
          await page.goto(path);
          await isThere(page);
          expect(await violationsOn(page)).toEqual([]);
          expect(await page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
          await visitor.picture(`${scheme}-${width}-${path.split('/').slice(-1)[0]}-${path.split('/')[2]}`);
        }
      }
      expect(visitor.takeFaults()).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });
});
