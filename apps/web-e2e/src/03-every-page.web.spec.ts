import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from './support/accessibility';
import { type AgentTab, DEPLOY_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { Visitor, seen, type ColorScheme } from './support/visitor';

/** Every route of the three applications, with what shows that it is there. */
const ROUTES: [string, (page: Page) => Promise<unknown>][] = [
  ['/', (page) => seen(page.getByRole('heading', { level: 1 }))],
  ['/nowhere', (page) => seen(page.getByRole('heading', { name: 'There is no such page' }))],
  ['/claim', (page) => seen(page.getByRole('heading', { name: 'This server is already claimed' }))],
  ['/app/overview', (page) => seen(page.getByRole('region', { name: 'Needs attention' }))],
  ['/app/agents', (page) => seen(page.getByRole('table', { name: 'Agents' }))],
  [
    '/app/agents?q=nothing-is-called-this',
    (page) => seen(page.getByRole('heading', { name: 'No agent matches' })),
  ],
  [
    '/app/agents/00000000-0000-7000-8000-000000000000',
    (page) => seen(page.getByText('There is no such agent')),
  ],
  ['/app/deploy', (page) => seen(page.getByRole('group', { name: 'Model provider' }))],
  ['/app/nowhere', (page) => seen(page.getByRole('heading', { name: 'There is no such page' }))],
  ['/app/forbidden', (page) => seen(page.getByRole('heading', { name: 'Your role does not allow this' }))],
  ['/admin/overview', (page) => seen(page.getByRole('heading', { name: 'Agents by status' }))],
  ['/admin/queues', (page) => seen(page.getByRole('heading', { name: /dead letters · deployments/i }))],
  ['/admin/usage', (page) => seen(page.getByRole('heading', { name: 'Usage', level: 1 }))],
  ['/admin/budgets', (page) => seen(page.getByRole('region', { name: /^Models of the whole/ }))],
  ['/admin/health', (page) => seen(page.getByRole('region', { name: 'Stores' }))],
  ['/admin/fleet', (page) => seen(page.getByRole('table', { name: 'Agents of all workspaces' }))],
  [
    '/admin/settings',
    (page) =>
      seen(page.getByRole('region', { name: 'New agents' }).getByRole('spinbutton', { name: 'Memory' })),
  ],
  ['/admin/releases', (page) => seen(page.getByRole('region', { name: 'Running' }))],
  ['/admin/nowhere', (page) => seen(page.getByRole('heading', { name: /no such page/ }))],
  ['/admin/forbidden', (page) => seen(page.getByText('This part is for platform administrators'))],
];

const TABS: [AgentTab, (page: Page) => Promise<unknown>][] = [
  ['Overview', (page) => seen(page.getByRole('region', { name: 'Facts' }))],
  ['Chat', (page) => seen(page.getByRole('textbox', { name: 'Message' }))],
  ['Terminal', (page) => seen(page.getByRole('toolbar', { name: 'Terminal' }).getByText('Live'))],
  ['Logs', (page) => seen(page.getByText(/[1-9]\d*\s+lines/))],
  ['Files', (page) => seen(page.getByRole('table', { name: 'Files' }))],
  ['Capabilities', (page) => seen(page.getByRole('heading', { name: 'Models' }))],
  ['Schedules', (page) => seen(page.getByRole('heading', { name: 'No schedules' }))],
  ['Metrics', (page) => seen(page.getByRole('img', { name: /^CPU/ }), 30_000)],
  ['Usage', (page) => seen(page.getByRole('region', { name: 'Models of this agent' }))],
  ['Versions', (page) => seen(page.getByRole('region', { name: 'Versions' }))],
  ['Settings', (page) => seen(page.getByRole('region', { name: 'Danger zone' }))],
];

describe.each(['light', 'dark'] as ColorScheme[])('in %s, for everybody', (scheme) => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn(scheme);
    ({ page } = visitor);
    await openRunningAgent(page);
    visitor.takeFaults();
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => visitor.leave());

  it('the log-in page has no barrier', async () => {
    const stranger = await Visitor.arrive(scheme);
    await stranger.page.goto('/login');
    await seen(stranger.page.getByRole('button', { name: 'Log in' }));
    expect(await violationsOn(stranger.page)).toEqual([]);
    expect(stranger.takeFaults()).toEqual([]);
    await stranger.picture(`login-${scheme}`);
    await stranger.leave();
  });

  it.each(ROUTES)('%s has no barrier', async (path, isThere) => {
    await page.goto(path);
    await isThere(page);
    expect(await violationsOn(page)).toEqual([]);
    const missing = /status of 404.*\/api\/agents\/00000000/;
    expect(visitor.takeFaults().filter((fault) => !missing.test(fault))).toEqual([]);
    await visitor.picture(`${scheme}${path.replace(/\W+/g, '-')}`);
  });

  it.each(TABS)('the tab %s of an agent has no barrier', async (tab, isThere) => {
    await openRunningAgent(page);
    await openTab(page, tab);
    await isThere(page);
    expect(await violationsOn(page)).toEqual([]);
    expect(visitor.takeFaults()).toEqual([]);
    await visitor.picture(`${scheme}-agent-${tab.toLowerCase()}`);
  });

  it('dialogs and menus have no barrier', async () => {
    await page.goto('/app/agents');
    await seen(page.getByRole('table', { name: 'Agents' }));
    const look = async (): Promise<void> => {
      expect(await violationsWithOverlay(page)).toEqual([]);
      await page.keyboard.press('Escape');
    };
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('option'));
    await look();
    await page.keyboard.press('?');
    await seen(page.getByRole('heading', { name: 'Keyboard shortcuts' }));
    await look();
    await page.getByRole('button', { name: 'Account' }).click();
    await seen(page.getByRole('menuitem', { name: 'Log out' }));
    await look();
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await seen(page.getByRole('menuitem', { name: 'Delete' }));
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await seen(page.getByRole('dialog'));
    await look();
    expect(visitor.takeFaults()).toEqual([]);
  });
});

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe('on a small screen', () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    await visitor.page.setViewportSize({ width: 375, height: 700 });
  });

  afterAll(() => visitor.leave());

  it.each(['/', '/app/agents', '/app/deploy', '/admin/overview'])(
    '%s needs no sideways scrolling',
    async (path) => {
      await visitor.page.goto(path);
      await seen(visitor.page.getByRole('heading', { level: 1 }));
      expect(await visitor.page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
      await visitor.picture(`small${path.replace(/\W+/g, '-')}`);
    },
  );

  it.each(TABS)('the tab %s of an agent needs no sideways scrolling', async (tab, isThere) => {
    const id = await openRunningAgent(visitor.page);
    // The last tabs lie beyond the edge of a small screen, behind an arrow.
    await visitor.page.goto(`/app/agents/${id}/${tab.toLowerCase()}`);
    await isThere(visitor.page);
    expect(await visitor.page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
    await visitor.picture(`small-agent-${tab.toLowerCase()}`);
  });
});
