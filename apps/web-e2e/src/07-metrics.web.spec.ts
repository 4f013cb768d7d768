import type { Page } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { Visitor, gone, seen } from './support/visitor';

/** Two samples and what a busy machine adds to them. */
const MOVES_WITHIN_MS = 30_000;

describe('the metrics of an agent', () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    await openRunningAgent(page);
    visitor.takeFaults();
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  const chart = (name: string) => page.getByRole('region', { name, exact: true });
  const live = (words: string) => page.getByRole('status').filter({ hasText: words });
  const operate = (operation: string) =>
    page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: operation, exact: true })
      .click();

  it(
    'are drawn, and move by themselves',
    async () => {
      await openTab(page, 'Metrics');
      await seen(chart('CPU').getByRole('img', { name: /on average/ }), MOVES_WITHIN_MS);
      await seen(live('Live'), MOVES_WITHIN_MS);
      for (const name of ['Memory', 'Disk', 'Disk activity', 'Processes and threads']) {
        await seen(chart(name).getByRole('img'), MOVES_WITHIN_MS);
      }
      const memory = chart('Memory').getByRole('definition');
      const before = await memory.innerText();
      await gone(memory.filter({ hasText: before }), MOVES_WITHIN_MS);
      expect(await memory.innerText()).toMatch(/\d.* (MiB|GiB)$/);
      await visitor.picture('metrics');
    },
    4 * MOVES_WITHIN_MS,
  );

  it('are shown over another time by the keyboard, which a reload keeps', async () => {
    const range = page.getByRole('navigation', { name: 'Time shown' });
    await range.getByRole('link', { name: '5 min', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/metrics?range=5m');
    await page.reload();
    await seen(range.locator('[aria-current=true]').filter({ hasText: '5 min' }));
    await seen(chart('CPU').getByRole('img'));
  });

  it('are there as a table of numbers, without a barrier', async () => {
    await page.getByRole('link', { name: 'Show as table' }).click();
    await page.waitForURL('**view=table');
    const table = page.getByRole('table', { name: /newest first/ });
    await seen(table.getByRole('columnheader', { name: 'Memory' }));
    expect(await table.getByRole('row').count()).toBeGreaterThan(1);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show charts' }).click();
    await seen(chart('CPU').getByRole('img'));
  });

  it(
    'say that the agent does not run, mark what was done, and go on when it does again',
    async () => {
      await operate('Stop');
      await seen(live('The agent does not run'), OPERATION_TIMEOUT_MS);
      const happened = page.getByRole('region', { name: 'What happened in this time' });
      await seen(happened.getByRole('link', { name: /^Stop/ }));
      await operate('Start');
      await seen(live('Live'), OPERATION_TIMEOUT_MS);
      await seen(happened.getByRole('link', { name: /^Start/ }));
    },
    2 * OPERATION_TIMEOUT_MS,
  );
});
