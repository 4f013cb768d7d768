import type { Page } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import { Visitor, gone, seen, type ColorScheme } from './support/visitor';

const BANNER = 'Maintenance tonight <b>from ten</b>';

describe.each(['light', 'dark'] as ColorScheme[])('running the installation, in %s', (scheme) => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn(scheme);
    ({ page } = visitor);
    visitor.takeFaults();
  });

  afterAll(() => visitor.leave());

  const noBarrier = async (name: string) => {
    expect(await violationsOn(page)).toEqual([]);
    expect(visitor.takeFaults()).toEqual([]);
    await visitor.picture(`admin-${name}-${scheme}`);
  };

  it('health tells what was seen, looks again, and keeps its filter in the address', async () => {
    await page.goto('/admin/overview');
    await page.getByRole('link', { name: 'Health' }).click();
    const stores = await seen(page.getByRole('region', { name: 'Stores' }));
    await seen(stores.getByText(/^PostgreSQL \d.* answers in \d+ ms\.$/));
    await seen(page.getByRole('region', { name: 'Processes' }).getByText(/^1 process on /));
    await noBarrier('health');
    await page.getByRole('button', { name: 'Only what needs attention' }).click();
    await page.waitForURL('**/health?show=trouble');
    await gone(page.getByRole('heading', { name: 'Migrations' }));
    const answered = page.waitForResponse('**/api/admin/health');
    await page.getByRole('button', { name: 'Look again' }).click();
    await answered;
    await seen(page.locator('button:enabled', { hasText: 'Look again' }));
    await noBarrier('health-trouble');
  });

  it('the fleet is narrowed in the address, and says when nothing fits', async () => {
    await page.goto('/admin/fleet');
    await seen(
      page.getByRole('table', { name: 'Agents of all workspaces' }).or(page.getByText('no agents yet')),
    );
    await noBarrier('fleet');
    await page.getByLabel('Search agent or workspace').fill('nothing-is-called-this');
    await seen(page.getByRole('heading', { name: 'No agent matches' }));
    expect(new URL(page.url()).searchParams.get('q')).toBe('nothing-is-called-this');
    await noBarrier('fleet-empty');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await gone(page.getByRole('heading', { name: 'No agent matches' }));
  });

  it('settings are saved with where they come from, and are set back', async () => {
    await page.goto('/admin/settings');
    const agents = await seen(page.getByRole('region', { name: 'New agents' }));
    await noBarrier('settings');
    await agents.getByRole('spinbutton', { name: 'Memory' }).fill('12');
    await agents.getByRole('button', { name: 'Save' }).click();
    await seen(agents.getByText(/^Enter 1,?536 to 65,?536\.$/));
    await agents.getByRole('spinbutton', { name: 'Memory' }).fill('3072');
    await agents.getByRole('button', { name: 'Save' }).click();
    await seen(agents.getByText('Saved.'));
    await noBarrier('settings-changed');
    await page.goto('/app/deploy');
    await seen(page.getByRole('heading', { name: 'Resources' }));
    expect(await page.getByRole('spinbutton', { name: 'Memory' }).inputValue()).toBe('3072');
    await page.goto('/admin/settings');
    await page.getByRole('button', { name: 'Reset Memory' }).click();
    await gone(page.getByRole('button', { name: 'Reset Memory' }));
    visitor.takeFaults();
  });

  it('a banner is plain text everywhere, can be put away, and is taken away', async () => {
    await page.goto('/admin/settings');
    const section = await seen(page.getByRole('region', { name: 'Banner' }));
    await section.getByLabel('Text').fill(BANNER);
    await section.getByLabel('Severity').selectOption('warning');
    await section.getByRole('button', { name: 'Show the banner' }).click();
    const shown = (on: Page) => on.getByRole('status').filter({ hasText: BANNER });
    await seen(shown(page));
    await noBarrier('settings-banner');
    const stranger = await Visitor.arrive(scheme);
    await stranger.page.goto('/login');
    await seen(shown(stranger.page));
    // The banner may be there before the page is.
    await seen(stranger.page.getByRole('button', { name: 'Log in' }));
    expect(await violationsOn(stranger.page)).toEqual([]);
    await stranger.picture(`admin-banner-login-${scheme}`);
    await stranger.page.getByRole('button', { name: 'Dismiss the notice' }).click();
    await stranger.page.reload();
    await seen(stranger.page.getByRole('button', { name: 'Log in' }));
    expect(await shown(stranger.page).count()).toBe(0);
    await stranger.leave();
    await page.goto('/app/agents');
    await seen(shown(page));
    await page.goto('/admin/settings');
    await page.getByRole('button', { name: 'Take it away' }).click();
    await gone(shown(page));
  });

  it('releases say what runs and how the feed is switched on', async () => {
    await page.goto('/admin/releases');
    const running = await seen(page.getByRole('region', { name: 'Running' }));
    await seen(running.getByText(/^\d+\.\d+\.\d+/));
    await seen(running.getByText('./nora up'));
    await seen(page.getByText('RELEASE_FEED_URL'));
    await noBarrier('releases');
  });
});
