import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSRF_HEADER } from '@nora/contracts';
import { liveInstance, runNora, type Account } from '@nora/testing';
import type { Locator, Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { ADMINISTRATOR, Visitor, gone, ordinaryAccount, seen, type ColorScheme } from '../support/visitor';

const NEW_PASSWORD = 'nine patient ferries wait';
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

interface Listed {
  items: { id: string; email: string }[];
}

const headers = () => ({ [CSRF_HEADER]: '1', origin: new URL(liveInstance().url).origin });

async function usersOf(page: Page, query: Record<string, string>): Promise<Listed['items']> {
  const answer = await page.request.get(`/api/admin/users?${new URLSearchParams(query).toString()}`);
  return ((await answer.json()) as Listed).items;
}

async function idOf(page: Page, { email }: Account): Promise<string> {
  const [user] = await usersOf(page, { q: email });
  if (user === undefined) throw new Error(`${email} is nowhere in the list`);
  return user.id;
}

describe('the admin console, about people', () => {
  let visitor: Visitor;
  let page: Page;
  let bob: Account;
  let bobId: string;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    bob = await ordinaryAccount();
    bobId = await idOf(page, bob);
  });

  afterAll(() => visitor.leave());

  const act = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const dialog = () => page.getByRole('dialog');
  const confirm = async (name: string): Promise<void> => {
    await dialog().getByRole('button', { name, exact: true }).click();
    await gone(dialog());
  };
  const open = async (id: string): Promise<void> => {
    await page.goto(`/admin/users/${id}`);
    await seen(page.getByRole('heading', { name: 'Access' }));
  };

  it('finds an account by its address, and keeps the search in the address of the page', async () => {
    await page.goto('/admin/overview');
    await page.getByRole('link', { name: 'Open the users' }).click();
    await seen(page.getByRole('table', { name: 'Users' }));
    await page.keyboard.press('/');
    await page.keyboard.type(bob.email);
    await seen(page.getByText('1 account', { exact: true }));
    await page.getByRole('button', { name: 'Active' }).click();
    await page.waitForURL(/state=active/);
    await page.reload();
    await seen(page.getByText('1 account', { exact: true }));
    await page.getByRole('button', { name: 'Administrators' }).click();
    await seen(page.getByRole('heading', { name: 'No account matches' }));
    await page.getByRole('button', { name: 'Administrators' }).click();
    await page.getByRole('link', { name: bob.name, exact: true }).click();
    await page.waitForURL(`**/admin/users/${bobId}`);
    await seen(page.getByRole('heading', { name: bob.name, level: 1 }));
    await seen(page.getByText('nobody else owns it'));
  });

  it('disabling an account throws it out of its other browser at once, and keeps it out', async () => {
    const other = await Visitor.arrive();
    try {
      await other.logIn(bob);
      await other.page.waitForURL('**/app/**');
      await seen(other.page.getByRole('heading', { level: 1 }));
      await open(bobId);
      await seen(act('End all sessions'));
      await act('Disable account').click();
      await seen(dialog().getByText(/ends at once/));
      expect(await violationsWithOverlay(page)).toEqual([]);
      await confirm('Disable account');
      await other.page.waitForURL('**/login?**');
      await seen(act('Enable account'));
      await seen(page.getByText('It is signed in nowhere.'));
      await other.logIn(bob);
      await seen(other.page.getByRole('alert'));
      await act('Enable account').click();
      await seen(act('Disable account'));
      await other.logIn(bob);
      await other.page.waitForURL('**/app/**');
    } finally {
      await other.leave();
    }
  });

  it('shows a link for a new password once, with which the account comes back', async () => {
    await open(bobId);
    await act('Issue a reset link').click();
    const link = await (await seen(dialog().getByRole('group', { name: 'Reset link' }))).innerText();
    expect(await violationsWithOverlay(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await seen(dialog().getByText('It is shown this once'));
    await confirm('Done');
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token');
    const answer = await page.request.post('/api/auth/password-reset/complete', {
      headers: headers(),
      data: { token, password: NEW_PASSWORD },
    });
    expect(answer.status()).toBe(204);
    const other = await Visitor.arrive();
    await other.logIn({ ...bob, password: NEW_PASSWORD });
    await other.page.waitForURL('**/app/**');
    await other.leave();
  });

  it('explains before and after why the only administrator stays one', async () => {
    const admins = await usersOf(page, { role: 'admin', state: 'active' });
    expect(admins.map(({ email }) => email)).toEqual([ADMINISTRATOR.email]);
    const own = await idOf(page, ADMINISTRATOR);
    await open(own);
    await seen(page.getByText('This is the only administrator who can sign in'));
    expect(await act('Make user').count()).toBe(0);
    expect(await act('Disable account').count()).toBe(0);
    await open(bobId);
    await act('Make administrator').click();
    await confirm('Make administrator');
    await seen(act('Make user'));
    await open(own);
    await act('Make user').click();
    await seen(dialog().getByText('You leave this console at once'));
    const demoted = await page.request.patch(`/api/admin/users/${bobId}`, {
      headers: headers(),
      data: { platformRole: 'user' },
    });
    expect(demoted.status()).toBe(200);
    await confirm('Give it up');
    await seen(page.getByRole('alert').filter({ hasText: 'This server keeps one administrator' }));
    await seen(page.getByText('This is the only administrator who can sign in'));
  });

  it('shows the workspace of an account with its members, and leads back to them', async () => {
    await page.goto('/admin/workspaces');
    await page.getByRole('searchbox', { name: /Search/ }).fill(bob.email);
    await seen(page.getByText('1 workspace', { exact: true }));
    const table = page.getByRole('table', { name: 'Workspaces' });
    await table.getByRole('row').nth(1).getByRole('link').first().click();
    await page.waitForURL(/\/admin\/workspaces\/[0-9a-f-]{36}/);
    await seen(page.getByText('It holds no agents.'));
    await page.getByRole('table', { name: 'Members' }).getByRole('link', { name: bob.name }).click();
    await page.waitForURL(`**/admin/users/${bobId}`);
  });

  it('somebody who is no administrator sees that this is not for them', async () => {
    const other = await Visitor.arrive();
    await other.logIn({ ...bob, password: NEW_PASSWORD });
    await other.page.waitForURL('**/app/**');
    await other.page.goto(`/admin/users/${bobId}`);
    await seen(other.page.getByText('This part is for platform administrators'));
    await other.leave();
  });
});

describe('deleting an account, in the browser', () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
  });

  afterAll(() => visitor.leave());

  it('asks what becomes of a workspace that nobody else owns, and for the address', async () => {
    const carol = await ordinaryAccount();
    const id = await idOf(page, carol);
    const other = await Visitor.arrive();
    await other.logIn(carol);
    await other.page.waitForURL('**/app/**');
    const made = await other.page.request.post('/api/workspaces', {
      headers: headers(),
      data: { name: 'Orphanage' },
    });
    expect(made.status()).toBe(201);
    await page.goto(`/admin/users/${id}`);
    await page.getByRole('button', { name: 'Delete account' }).click();
    await seen(page.getByRole('group', { name: /What becomes of what nobody else owns/ }));
    expect(await page.getByRole('button', { name: 'Go on with this' }).isDisabled()).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('admin-delete-account');
    await page
      .getByRole('combobox', { name: 'What becomes of Orphanage' })
      .selectOption({ label: 'Delete the workspace' });
    await page.getByRole('button', { name: 'Go on with this' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill(carol.email);
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await page.waitForURL('**/admin/users');
    await other.page.waitForURL('**/login?**');
    expect(await usersOf(page, { q: carol.email })).toEqual([]);
    await page.goto(`/admin/users/${id}`);
    await seen(page.getByRole('heading', { name: 'There is no such account' }));
    await other.leave();
  });
});

describe('the audit log of the installation, in the browser', () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    await page.goto('/admin/audit');
    await seen(page.getByRole('table', { name: 'Audit log' }));
  });

  afterAll(() => visitor.leave());

  const rows = () =>
    page.getByRole('table', { name: 'Audit log' }).getByRole('button', { name: /^Details of/ });

  it('is narrowed to what one account did, from the page of the account', async () => {
    await page.goto(`/admin/users/${await idOf(page, ADMINISTRATOR)}`);
    await page.getByRole('link', { name: 'What it did' }).click();
    await page.waitForURL(/\/admin\/audit\?actorId=/);
    await page.getByRole('combobox', { name: 'Action' }).fill('user.update');
    await page.keyboard.press('Enter');
    await page.waitForURL(/action=user\.update/);
    await seen(rows());
    await gone(page.getByRole('button', { name: /^Details of auth/ }));
    await rows().first().click();
    await seen(page.getByText('Changed', { exact: true }));
    await page.reload();
    await seen(page.getByText('Changed', { exact: true }));
  });

  it('is verified from the first entry to the last, and shows the key it is signed with', async () => {
    await page.goto('/admin/audit');
    await page.getByRole('button', { name: 'Verify now' }).click();
    const result = await seen(page.getByRole('group', { name: 'Result' }));
    expect(await result.innerText()).toMatch(/All [\d.,\s]+ entries are good\s+From entry 1 to entry \d+/);
    await page.getByRole('button', { name: 'Verify elsewhere' }).click();
    await seen(page.getByText('BEGIN PUBLIC KEY'));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('audit-verified');
  });

  it('is exported with its proof, which the command verifies against that key', async () => {
    await page.goto('/admin/audit');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export JSON Lines' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.jsonl$/);
    const file = join(tmpdir(), `nora-audit-${Date.now()}.jsonl`);
    const key = `${file}.pem`;
    await download.saveAs(file);
    const answer = await page.request.get('/api/admin/audit/key');
    await writeFile(key, ((await answer.json()) as { publicKey: string }).publicKey);
    const printed = await runNora(liveInstance(), 'audit', 'verify', file, '--public-key', key, '--json');
    expect(JSON.parse(printed)).toMatchObject({ ok: true, fault: null });
  });
});

describe.each(['light', 'dark'] as ColorScheme[])('the admin console in %s', (scheme) => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn(scheme);
    ({ page } = visitor);
    visitor.takeFaults();
  });

  afterAll(() => visitor.leave());

  const pages: [string, (id: string) => string, RegExp][] = [
    ['users', () => '/admin/users', /^Users$/],
    ['user', (id) => `/admin/users/${id}`, /^Access$/],
    ['workspaces', () => '/admin/workspaces', /^Workspaces$/],
    ['audit', () => '/admin/audit', /^Audit$/],
    ['nobody', () => '/admin/users?q=nobody-is-called-this', /No account matches/],
  ];

  it.each(pages)('the page %s has no barrier, and fits a small screen', async (name, path, heading) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(path(await idOf(page, ADMINISTRATOR)));
    await seen(page.getByRole('heading', { name: heading }));
    await gone(page.getByText(/^Reading/));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`${scheme}-admin-${name}`);
    await page.setViewportSize({ width: 375, height: 700 });
    expect(await page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`${scheme}-admin-${name}-small`);
    expect(visitor.takeFaults()).toEqual([]);
  });

  it('a workspace has no barrier either', async () => {
    await page.goto('/admin/workspaces');
    await page
      .getByRole('table', { name: 'Workspaces' })
      .getByRole('row')
      .nth(1)
      .getByRole('link')
      .first()
      .click();
    await seen(page.getByRole('heading', { name: 'Members' }));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`${scheme}-admin-workspace`);
    expect(visitor.takeFaults()).toEqual([]);
  });
});
