import type { Account } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { get, post } from '../support/api';
import { inviteTo } from '../support/links';
import { comeIn, newPerson } from '../support/people';
import { Visitor, seen } from '../support/visitor';

interface Workspace {
  id: string;
  name: string;
  role: string;
}

async function confirm(page: Page, { email }: Account): Promise<void> {
  await page.getByRole('button', { name: 'Delete account' }).click();
  const question = page.getByRole('dialog', { name: 'Delete your account?' });
  await question.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await question.getByRole('button', { name: 'Delete account' }).click();
}

/** Fails unless the log-in with the account is refused. */
async function expectGone(account: Account): Promise<void> {
  const stranger = await Visitor.arrive();
  await stranger.logIn(account);
  await seen(stranger.page.getByRole('alert').filter({ hasText: /password is wrong/ }));
  await stranger.leave();
}

describe('the deletion of an account', () => {
  let account: Account;
  let visitor: Visitor;
  let page: Page;

  beforeEach(async () => {
    account = await newPerson();
    visitor = await comeIn(account);
    ({ page } = visitor);
  });

  afterEach(() => visitor.leave());

  const password = () => page.getByRole('textbox', { name: 'Your password' });

  it('needs the password and the address, and leaves nobody signed in', async () => {
    const elsewhere = await comeIn(account);
    await page.goto('/app/settings/account');
    await password().fill('not my password');
    await confirm(page, account);
    await seen(page.getByText('This is not the password of your account.'));
    await password().fill(account.password);
    await page.getByRole('button', { name: 'Delete account' }).click();
    const question = page.getByRole('dialog', { name: 'Delete your account?' });
    await question.getByRole('textbox', { name: 'E-mail' }).fill('somebody@example.test');
    expect(await question.getByRole('button', { name: 'Delete account' }).isDisabled()).toBe(true);
    await question.getByRole('button', { name: 'Keep it' }).click();
    await confirm(page, account);
    await page.waitForURL((url) => url.pathname === '/');
    await elsewhere.page.waitForURL('**/login?next=*');
    await elsewhere.leave();
    await expectGone(account);
  });

  it('asks what becomes of each workspace that nobody else owns', async () => {
    const [research, scratch] = [
      await post<Workspace>(page, '/api/workspaces', { name: 'Research' }),
      await post<Workspace>(page, '/api/workspaces', { name: 'Scratch' }),
    ];
    const friend = await newPerson('Bob Kahn');
    const friends = await comeIn(friend);
    const { url } = await inviteTo(page, research.id, friend.email);
    const token = new URL(url).hash.replace('#token=', '');
    await post(friends.page, '/api/invitations/accept', { token });

    await page.goto('/app/settings/account');
    await password().fill(account.password);
    await confirm(page, account);
    await seen(page.getByText('Nobody else owns these workspaces.'));
    const destroy = page.getByRole('button', { name: 'Delete account' });
    expect(await destroy.isDisabled()).toBe(true);

    const ofScratch = page.getByRole('group', { name: `What becomes of ${scratch.name}` });
    expect(await ofScratch.getByRole('radio', { name: /^Hand it over/ }).isDisabled()).toBe(true);
    await seen(ofScratch.getByText('Nobody else is a member of it.'));
    await ofScratch.getByRole('radio', { name: /^Delete it/ }).check();
    const ofResearch = page.getByRole('group', { name: `What becomes of ${research.name}` });
    await ofResearch.getByRole('radio', { name: /^Hand it over/ }).check();
    expect(await destroy.isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: 'New owner' }).click();
    await page.getByRole('option', { name: /^Bob Kahn/ }).click();
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('settings-delete-account');

    await confirm(page, account);
    await page.waitForURL((url) => url.pathname === '/');
    const { items } = await get<{ items: Workspace[] }>(friends.page, '/api/workspaces');
    expect(items.find(({ id }) => id === research.id)?.role).toBe('owner');
    await friends.leave();
    await expectGone(account);
  });
});
