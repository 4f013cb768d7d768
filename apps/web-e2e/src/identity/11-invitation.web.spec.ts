import type { Account } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { get, pageHeaders } from '../support/api';
import { unexplained } from '../support/explained';
import { inviteTo, type Invited } from '../support/links';
import { comeIn, newPerson } from '../support/people';
import { type ColorScheme, Visitor, seen } from '../support/visitor';

interface WorkspaceView {
  id: string;
  name: string;
  slug: string;
  role: string;
  personal: boolean;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const workspacesOf = async (page: Page) =>
  (await get<{ items: WorkspaceView[] }>(page, '/api/workspaces')).items;

describe('an invitation', () => {
  let owner: Visitor;
  let host: Account;
  let workspace: WorkspaceView;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    host = await newPerson('Katherine Johnson');
    owner = await comeIn(host);
    workspace = (await workspacesOf(owner.page)).find(({ personal }) => personal) as WorkspaceView;
  });

  afterAll(() => owner.leave());

  beforeEach(async () => {
    visitor = await Visitor.arrive();
    ({ page } = visitor);
  });

  afterEach(async () => {
    const faults = unexplained(visitor);
    await visitor.leave();
    expect(faults).toEqual([]);
  });

  const invite = (email: string): Promise<Invited> => inviteTo(owner.page, workspace.id, email);
  const newcomer = () => `newcomer-${Date.now()}@example.test`;

  async function isMember(): Promise<void> {
    await page.waitForURL(`**/app/**workspace=${workspace.slug}*`);
    const joined = (await workspacesOf(page)).find(({ id }) => id === workspace.id);
    expect(joined?.role).toBe('editor');
  }

  it('opens an account for its address, and leads into the workspace', async () => {
    const email = newcomer();
    const { url } = await invite(email);
    await page.goto(url);
    await seen(heading(page, `Join ${workspace.name}`));
    await seen(page.getByText(`${host.name} invites ${email}`, { exact: false }));
    await seen(page.getByText('editor', { exact: true }));
    expect(new URL(page.url()).hash).toBe('');
    const box = page.getByLabel('E-mail');
    expect(await box.inputValue()).toBe(email);
    expect(await box.isEditable()).toBe(false);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('invitation');
    await page.getByLabel('Your name').fill('Annie Easley');
    await page.getByRole('textbox', { name: 'Password' }).fill('four steady rockets rise');
    await page.getByRole('button', { name: 'Sign up and join' }).click();
    await isMember();

    await page.goto(url);
    await seen(heading(page, 'This link was used already'));
    await seen(page.getByText('Ask the person who invited you', { exact: false }));
  });

  it('sends an account to log in and comes back, with nothing of it kept in the tab afterwards', async () => {
    const account = await newPerson('Mary Jackson');
    const { url } = await invite(account.email);
    await page.goto(url);
    await page.getByRole('button', { name: 'Log in to accept' }).click();
    await page.waitForURL('**/login?next=%2Finvitation');
    expect(await page.getByLabel('E-mail').inputValue()).toBe(account.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/invitation');
    await seen(page.getByRole('button', { name: 'Accept the invitation' }));
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')).not.toContain('nora_inv_');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await isMember();
  });

  it('tells another account whom it is for, and lets the person switch', async () => {
    const account = await newPerson('Dorothy Vaughan');
    const other = await newPerson();
    const { url } = await invite(account.email);
    await visitor.logIn(other);
    await page.waitForURL('**/app/**');
    await page.goto(url);
    await seen(page.getByText(`You are signed in as ${other.email}.`, { exact: false }));
    expect(await page.getByRole('button', { name: 'Accept the invitation' }).count()).toBe(0);
    await visitor.picture('invitation-for-another');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Switch the account' }).click();
    await page.getByRole('button', { name: 'Log in to accept' }).click();
    await page.waitForURL('**/login?next=%2Finvitation');
    await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await isMember();
  });

  it('that was withdrawn says so, also while it is being looked at', async () => {
    const account = await newPerson();
    const { id, url } = await invite(account.email);
    await visitor.logIn(account);
    await page.waitForURL('**/app/**');
    await page.goto(url);
    const accept = await seen(page.getByRole('button', { name: 'Accept the invitation' }));
    const path = `/api/workspaces/${workspace.id}/invitations/${id}`;
    expect((await owner.page.request.delete(path, { headers: pageHeaders() })).status()).toBe(204);
    await accept.click();
    await seen(heading(page, 'This invitation was withdrawn'));
    await page.getByRole('main').getByRole('link', { name: 'Open the console' }).click();
    await page.waitForURL('**/app/**');
    expect((await workspacesOf(page)).map(({ personal }) => personal)).toEqual([true]);
  });

  it.each(['light', 'dark'] as ColorScheme[])(
    'has no barrier in %s, and fits a small screen',
    async (scheme) => {
      const { url } = await invite(`small-${scheme}-${newcomer()}`);
      const small = await Visitor.arrive(scheme);
      await small.page.setViewportSize({ width: 375, height: 700 });
      await small.page.goto(url);
      await seen(small.page.getByRole('button', { name: 'Sign up and join' }));
      expect(await violationsOn(small.page)).toEqual([]);
      const overflow = await small.page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await small.picture(`invitation-small-${scheme}`);
      expect(unexplained(small)).toEqual([]);
      await small.leave();
    },
  );
});
