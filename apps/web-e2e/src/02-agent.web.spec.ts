import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import {
  AGENT_NAME,
  DEPLOY_TIMEOUT_MS,
  OPERATION_TIMEOUT_MS,
  openRunningAgent,
  openTab,
  stateOf,
} from './support/agents';
import { recordTexts } from './support/growth';
import { Visitor, gone, seen } from './support/visitor';

const TARGETS = { docker: 'Docker', process: 'Local process' };

describe(`an agent on ${liveInstance().target}, in the browser`, () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
  });

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  const operate = (operation: string) =>
    page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: operation, exact: true })
      .click();

  it(
    'is deployed with what is chosen already, its steps shown live, until it runs',
    async () => {
      await page.goto('/app/agents');
      await page.getByRole('link', { name: 'Deploy your first agent' }).click();
      const chosen = async (group: string, label: RegExp) =>
        page.getByRole('group', { name: group }).getByRole('radio', { name: label }).isChecked();
      const providers = page.getByRole('group', { name: 'Model provider' });
      await seen(providers.getByRole('radio', { name: /^Demo/, checked: true }));
      expect(await chosen('Runtime family', /^OpenClaw/)).toBe(true);
      await page
        .getByRole('group', { name: 'Deploy target' })
        .getByRole('radio', { name: new RegExp(`^${TARGETS[liveInstance().target]}`) })
        .check();
      await page.getByRole('textbox', { name: 'Name' }).fill(AGENT_NAME);
      await visitor.picture('deploy');
      await page.getByRole('button', { name: 'Deploy', exact: true }).click();

      await page.waitForURL('**/app/agents/*/overview');
      const region = page.getByRole('region', { name: 'Latest deployment' });
      const history = await recordTexts(await seen(region));
      await seen(region.getByText('Wait for the gateway to answer'), DEPLOY_TIMEOUT_MS);
      await seen(stateOf(page, 'Deploying'));
      await seen(region.getByRole('button', { name: 'Cancel', exact: true }));
      // Nothing else is offered that would be refused.
      expect(await page.getByRole('group', { name: 'Actions' }).getByRole('button').count()).toBe(0);
      await visitor.picture('deploying');
      await seen(stateOf(page, 'Running'), DEPLOY_TIMEOUT_MS);
      await seen(region.getByText('Succeeded'));

      const texts = await history.texts();
      const firstWith = (pattern: RegExp) => texts.findIndex((text) => pattern.test(text));
      const moments = [
        /Wait for the gateway to answer\s*: In progress/,
        /Wait for the gateway to answer\s*: Done/,
        /Ask the model for one answer\s*: Done/,
      ].map((pattern) => firstWith(pattern));
      expect(moments).not.toContain(-1);
      expect(moments).toEqual([...moments].sort((left, right) => left - right));
      expect(new Set(moments).size).toBe(moments.length);
      await visitor.picture('running');
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'answers in the chat, piece by piece, to the keyboard alone',
    async () => {
      await openRunningAgent(page);
      await openTab(page, 'Chat');
      const thread = page.getByRole('group', { name: 'Conversation' });
      const history = await recordTexts(await seen(thread));
      await page.getByRole('textbox', { name: 'Message' }).fill('Hello, who are you?');
      await page.keyboard.press('Enter');
      await seen(thread.getByText('Hello, who are you?'));
      expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('');
      const answer = thread.getByRole('article').nth(1);
      await gone(page.getByRole('button', { name: 'Stop the answer' }), OPERATION_TIMEOUT_MS);
      const whole = (await (await seen(answer)).getByRole('paragraph').innerText()).trim();
      expect(whole.length).toBeGreaterThan(40);

      const pieces = (await history.texts())
        .map((text) => text.slice(text.indexOf(AGENT_NAME) + AGENT_NAME.length).trim())
        .filter((text) => text !== '' && whole.startsWith(text) && text !== whole);
      expect(new Set(pieces).size).toBeGreaterThan(1);
      await visitor.picture('chat');
    },
    OPERATION_TIMEOUT_MS,
  );

  it('shows its log as it is written, and finds lines in it', async () => {
    await openRunningAgent(page);
    await openTab(page, 'Logs');
    const log = page.getByRole('log', { name: 'Log lines' });
    await seen(page.getByRole('status').filter({ hasText: /^Live$/ }));
    await seen(log.getByText(/\w{3}/));
    await seen(page.getByText(/[1-9]\d*\s+lines/));
    await page.keyboard.press('/');
    await page.keyboard.type('no line holds these words');
    await seen(log.getByText(/No line contains/));
    await page.getByRole('searchbox', { name: 'Filter lines' }).fill('');
    await gone(log.getByText(/No line contains/));
    await visitor.picture('logs');
    await page.getByLabel('Least level').selectOption('warn');
    await page.getByRole('button', { name: 'Wrap' }).click();
    await page.waitForURL(/level=warn.*wrap=true|wrap=true.*level=warn/);
    await gone(log.getByText('info', { exact: true }));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download these' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.log$/);
  });

  it('is found by the palette, without a mouse', async () => {
    await page.goto('/app/agents');
    await seen(page.getByRole('table', { name: 'Agents' }).getByText(AGENT_NAME));
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('combobox', { name: 'Go to an agent or run an action' }));
    await page.keyboard.type(`${AGENT_NAME.toLowerCase()} logs`);
    await seen(page.getByRole('option', { name: new RegExp(`${AGENT_NAME}: logs`) }));
    await visitor.picture('palette');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/agents/*/logs');
    await gone(page.getByRole('combobox', { name: 'Go to an agent or run an action' }));

    await page.keyboard.press('?');
    await seen(page.getByRole('heading', { name: 'Keyboard shortcuts' }));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('heading', { name: 'Keyboard shortcuts' }));
  });

  it(
    'is stopped, says so in another window too, and is started again',
    async () => {
      const id = await openRunningAgent(page);
      const other = await Visitor.signedIn();
      await other.page.goto('/app/agents');
      const row = other.page.getByRole('row').filter({ hasText: AGENT_NAME });
      await seen(row.getByText('Running'));

      await operate('Stop');
      await seen(stateOf(page, 'Stopped'), OPERATION_TIMEOUT_MS);
      await seen(row.getByText('Stopped'));
      await openTab(page, 'Chat');
      await seen(page.getByRole('heading', { name: 'The agent is not running' }));
      await page.getByRole('main').getByRole('button', { name: 'Start' }).last().click();
      await seen(stateOf(page, 'Running'), OPERATION_TIMEOUT_MS);
      await seen(row.getByText('Running'));
      expect(page.url()).toContain(id);
      expect(other.takeFaults()).toEqual([]);
      await other.leave();
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it('is still there after a reload, with its deployments, of which one can be linked to', async () => {
    await openRunningAgent(page);
    const latest = page.getByRole('region', { name: 'Latest deployment' });
    const earlier = page.getByRole('region', { name: 'Earlier deployments' });
    await seen(latest.getByRole('heading', { name: 'Start' }));
    await page.reload();
    await seen(stateOf(page, 'Running'));
    await seen(latest.getByRole('heading', { name: 'Start' }));
    await seen(earlier.getByRole('button', { name: /Stop/ }));
    await earlier.getByRole('button', { name: /Deploy/ }).click();
    await page.waitForURL('**/overview?deployment=*');
    await page.reload();
    await seen(earlier.getByText('Wait for the gateway to answer'));
    await seen(earlier.getByText('Ada Lovelace').last());
  });

  it('cannot be deployed twice under one name, and the form says where the fault is', async () => {
    await page.goto('/app/deploy');
    await page.getByRole('textbox', { name: 'Name' }).fill(AGENT_NAME.toUpperCase());
    await page.getByRole('button', { name: 'Deploy', exact: true }).click();
    await seen(page.getByText(/already has an agent called/));
    expect(new URL(page.url()).pathname).toBe('/app/deploy');
    expect(visitor.takeFaults().filter((fault) => !/status of 409/.test(fault))).toEqual([]);
  });

  it('is counted in the administration', async () => {
    await page.goto('/admin/');
    await seen(page.getByRole('heading', { name: 'Overview' }));
    await seen(page.getByRole('row', { name: /Running.*1/ }));
    await visitor.picture('admin');
  });
});
