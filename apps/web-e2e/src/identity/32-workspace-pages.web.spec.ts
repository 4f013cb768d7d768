import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, post } from '../support/api';
import { comeIn, newPerson } from '../support/people';
import { Visitor, seen, type ColorScheme } from '../support/visitor';

const TABS: [string, (page: Page) => Promise<unknown>][] = [
  ['members', (page) => seen(page.getByRole('table', { name: 'Members' }))],
  ['invitations', (page) => seen(page.getByRole('table', { name: 'Invitations' }))],
  ['api-keys', (page) => seen(page.getByRole('table', { name: 'API keys' }))],
  ['audit', (page) => seen(page.getByRole('table', { name: 'Audit log' }))],
  ['general', (page) => seen(page.getByRole('heading', { name: 'Danger zone' }))],
];

describe.each(['light', 'dark'] as ColorScheme[])('the pages of a workspace in %s', (scheme) => {
  let visitor: Visitor;
  let page: Page;
  let workspaceId: string;

  beforeAll(async () => {
    visitor = await comeIn(await newPerson(), scheme);
    ({ page } = visitor);
    const { items } = await get<{ items: { id: string }[] }>(page, '/api/workspaces');
    workspaceId = items[0]?.id ?? '';
    const base = `/api/workspaces/${workspaceId}`;
    await post(page, `${base}/invitations`, { email: `a-${Date.now()}@example.test`, role: 'viewer' });
    const scopes = ['agents:read', 'monitoring:read'];
    await post(page, `${base}/api-keys`, {
      name: 'nightly report',
      scopes,
      allowedCidrs: ['192.0.2.0/24', '::1'],
    });
  });

  afterAll(() => visitor.leave());

  it.each(TABS)('%s has no barrier, on a large screen and on a small one', async (tab, isThere) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/app/workspaces/${workspaceId}/${tab}`);
    await isThere(page);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`workspace-${tab}-${scheme}`);
    await page.setViewportSize({ width: 375, height: 700 });
    await isThere(page);
    expect(await violationsOn(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await visitor.picture(`workspace-${tab}-small-${scheme}`);
    expect(visitor.takeFaults()).toEqual([]);
  });

  it('the list and the switcher have no barrier', async () => {
    await page.goto('/app/workspaces');
    await seen(page.getByRole('table', { name: 'Workspaces' }));
    expect(await violationsOn(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: /^Workspace:/ }).click();
    await seen(page.getByRole('menuitem', { name: 'New workspace…' }));
    expect(await violationsWithOverlay(page)).toEqual([]);
    await visitor.picture(`workspaces-${scheme}`);
    expect(visitor.takeFaults()).toEqual([]);
  });
});

function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>(
    `Math.max(...['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth))`,
  );
}
