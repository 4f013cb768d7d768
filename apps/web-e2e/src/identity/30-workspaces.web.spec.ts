import { liveInstance, type Account } from '@nora/testing';
import type { Locator, Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { pageHeaders, post } from '../support/api';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen } from '../support/visitor';
import { confirmByName, rowOf, setTarget, stoppedAgent } from '../support/workspaces';

const STAMP = Date.now();
const NAME = `Night shift ${STAMP}`;
const AGENT = 'Left over';
const ENDING_MS = 90_000;

describe('workspaces, in two browsers', () => {
  let ada: Account;
  let bob: Account;
  let owner: Visitor;
  let guest: Visitor;
  let page: Page;
  let other: Page;
  let workspaceId: string;

  beforeAll(async () => {
    ada = await newPerson(`Ada ${STAMP}`);
    bob = await newPerson(`Bob ${STAMP}`);
    owner = await comeIn(ada);
    guest = await comeIn(bob);
    [page, other] = [owner.page, guest.page];
  });

  afterEach(() => {
    expect([...owner.takeFaults(), ...guest.takeFaults()]).toEqual([]);
  });

  afterAll(async () => {
    await owner.leave();
    await guest.leave();
  });

  const url = (tab: string) => `/app/workspaces/${workspaceId}/${tab}`;
  const tab = (of: Page, name: string) => of.getByRole('tab', { name });
  const roleOf = (account: Account) => page.getByLabel(`Role of ${account.name}`);

  /** Invites over the page, and gives the link that was shown. */
  async function invite(email: string, role: string): Promise<string> {
    await page.goto(url('invitations'));
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Role').selectOption({ label: role });
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    return takeLink();
  }

  async function takeLink(): Promise<string> {
    const dialog = page.getByRole('dialog', { name: /^Invitation for/ });
    const link = await dialog.getByRole('group', { name: 'Invitation link' }).innerText();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await gone(dialog);
    return link;
  }

  /** Accepts in a second tab, so that the first shows whether it hears of it. */
  async function accept(link: string): Promise<void> {
    const tab = await other.context().newPage();
    await tab.goto(link);
    await tab.getByRole('button', { name: 'Accept the invitation' }).click();
    await tab.waitForURL('**/app/**');
    await tab.close();
  }

  it('one is made from the top bar, without a mouse', async () => {
    await page.getByRole('button', { name: /^Workspace:/ }).focus();
    await page.keyboard.press('Enter');
    await seen(page.getByRole('menuitem', { name: 'New workspace…' }));
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New workspace' });
    await seen(dialog);
    expect(await violationsWithOverlay(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await seen(dialog.getByText('Enter a name of up to 80 characters.'));
    await page.keyboard.type(NAME);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/members');
    workspaceId = /workspaces\/([^/]+)\//.exec(page.url())?.[1] ?? '';
    await seen(page.getByRole('heading', { level: 1, name: NAME }));
    await seen(page.getByRole('button', { name: `Workspace: ${NAME}` }));
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('an invitation shows its link once, and whoever accepts it comes in before their eyes', async () => {
    await other.goto('/app/workspaces');
    await seen(other.getByRole('table', { name: 'Workspaces' }));
    const link = await invite(bob.email, 'Editor');
    expect(link).toContain('/invitation#token=nora_inv_');
    await seen(rowOf(page, 'Invitations', bob.email).filter({ hasText: 'Pending' }));
    expect(await page.content()).not.toContain('nora_inv_');
    await accept(link);
    await seen(rowOf(other, 'Workspaces', NAME).filter({ hasText: 'Editor' }));
    await seen(rowOf(page, 'Invitations', bob.email).filter({ hasText: 'Accepted' }));
    await owner.picture('workspace-invitations');
  });

  it('an invitation can be renewed, which makes the old link worthless, and withdrawn', async () => {
    const address = `eve-${STAMP}@example.test`;
    const link = await invite(address, 'Viewer');
    await page.getByRole('button', { name: `Renew the invitation for ${address}` }).click();
    const renewed = await takeLink();
    const check = async (of: string): Promise<number> => {
      const sent = { headers: pageHeaders(), data: { token: of.split('#token=')[1] } };
      return (await other.request.post('/api/invitations/check', sent)).status();
    };
    expect([await check(link), await check(renewed)]).toEqual([404, 200]);
    await page.getByRole('button', { name: `Withdraw the invitation for ${address}` }).click();
    await seen(rowOf(page, 'Invitations', address).filter({ hasText: 'Withdrawn' }));
    expect(await check(renewed)).toBe(410);
    await page.getByRole('button', { name: `Invite ${address} again` }).click();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(address);
  });

  it('a role that is given or taken shows and hides what it allows at once', async () => {
    await other.goto(url('members'));
    await seen(rowOf(other, 'Members', ada.name));
    expect(await tab(other, 'API keys').count()).toBe(0);
    await page.goto(url('members'));
    await roleOf(bob).selectOption({ label: 'Admin' });
    await seen(tab(other, 'API keys'));
    await tab(other, 'API keys').click();
    await seen(other.getByRole('button', { name: 'New API key' }));
    await roleOf(bob).selectOption({ label: 'Viewer' });
    await seen(other.getByRole('heading', { name: 'Your role does not allow this' }));
    await gone(tab(other, 'API keys'));
    await gone(other.getByRole('link', { name: 'Deploy' }));
    await tab(other, 'Members').click();
    await seen(rowOf(other, 'Members', bob.name).filter({ hasText: 'Viewer' }));
    expect(await other.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    expect(await other.getByRole('link', { name: 'Invite somebody' }).count()).toBe(0);
  });

  it('members are found by typing, and the filter stays in the address', async () => {
    await page.goto(url('members'));
    await seen(rowOf(page, 'Members', bob.name));
    await page.keyboard.press('/');
    await page.keyboard.type('Bob');
    await gone(rowOf(page, 'Members', ada.name));
    await page.waitForURL('**/members?q=Bob');
    await page.reload();
    await seen(rowOf(page, 'Members', bob.name));
    expect(await rowOf(page, 'Members', ada.name).count()).toBe(0);
    await page.getByLabel('Filter members').fill('nobody is called this');
    await seen(page.getByRole('heading', { name: 'No member matches' }));
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await seen(rowOf(page, 'Members', ada.name));
  });

  it('the last owner is told why they stay one', async () => {
    await page.goto(url('members'));
    await roleOf(ada).selectOption({ label: 'Admin' });
    await page.getByRole('button', { name: 'Stay as I am' }).click();
    await gone(page.getByRole('dialog'));
    expect(await roleOf(ada).inputValue()).toBe('owner');
    await roleOf(ada).selectOption({ label: 'Admin' });
    await page.getByRole('button', { name: 'Become Admin' }).click();
    const refusal = await seen(page.getByRole('alert').filter({ hasText: 'A workspace keeps one owner' }));
    expect(await roleOf(ada).inputValue()).toBe('owner');
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Leave workspace' }).click();
    await seen(refusal);
    await owner.picture('last-owner');
    expect(owner.takeFaults().every((fault) => /status of 409/.test(fault))).toBe(true);
    await refusal.getByRole('link', { name: 'Hand the workspace over' }).click();
    await seen(page.getByRole('heading', { name: 'Hand over' }));
  });

  it('a member who is taken out is told so, and leaves the pages of that workspace', async () => {
    await other.goto(url('members'));
    await seen(rowOf(other, 'Members', bob.name));
    await page.goto(url('members'));
    await page.getByRole('button', { name: `Remove ${bob.name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove member' }).click();
    await gone(rowOf(page, 'Members', bob.name));
    await seen(other.getByRole('alert').filter({ hasText: `You are no longer a member of “${NAME}”` }));
    await other.waitForURL('**/app/agents?workspace=*');
    expect(await violationsOn(other)).toEqual([]);
    await guest.picture('taken-out');
    await other.goto(url('members'));
    await seen(other.getByRole('heading', { name: 'There is no such workspace' }));
    await accept(await invite(bob.email, 'Viewer'));
    await seen(other.getByRole('heading', { level: 1, name: NAME }));
  });

  it('it is handed over, and what an owner may do goes with it', async () => {
    await other.goto(url('general'));
    await page.goto(url('general'));
    await page.getByLabel('New owner').selectOption({ label: `${bob.name} (${bob.email}), Viewer` });
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
    await seen(other.getByRole('button', { name: 'Delete workspace' }));
    await gone(page.getByRole('button', { name: 'Delete workspace' }));
    expect(await page.getByRole('heading', { name: 'Hand over' }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Name' }).fill(`${NAME} B`);
    await page.getByRole('button', { name: 'Rename' }).click();
    await seen(other.getByRole('heading', { level: 1, name: `${NAME} B` }));
  });

  it('the way to its pages is in the palette, and another workspace is one key away', async () => {
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('option'));
    await page.keyboard.type('audit of');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${url('audit')}`);
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('option'));
    await page.keyboard.type(`switch to ${ada.name}`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/agents?workspace=*');
    await seen(page.getByRole('button', { name: `Workspace: ${ada.name}` }));
  });

  it('one that holds agents is deleted with them, says how far it is, and can be kept meanwhile', async () => {
    const agentId = await stoppedAgent(other, workspaceId, AGENT);
    // An agent whose target nobody serves cannot be deleted, so that there is time to look.
    await setTarget(agentId, 'k8s');
    await page.goto(url('members'));
    await other.goto(url('general'));
    await seen(other.getByText('It holds agents.'));
    await other.getByRole('button', { name: 'Delete workspace' }).click();
    const dialog = other.getByRole('dialog', { name: 'Delete this workspace with 1 agent?' });
    await seen(dialog);
    expect(await violationsWithOverlay(other)).toEqual([]);
    await confirmByName(other, `${NAME} B`, 'Delete workspace and 1 agent');
    await seen(other.getByText(`“${NAME} B” is being deleted.`));
    await seen(page.getByText(`“${NAME} B” is being deleted.`));
    expect(await page.getByRole('button', { name: 'Keep this workspace' }).count()).toBe(0);
    await seen(other.getByRole('list', { name: 'Agents that are left' }).filter({ hasText: AGENT }));
    await seen(other.getByRole('button', { name: 'Delete the rest' }), ENDING_MS);
    expect(await violationsOn(other)).toEqual([]);
    await guest.picture('workspace-ending');
    await other.goto('/app/deploy');
    await seen(other.getByText('It takes no new agents'));
    expect(await other.getByRole('button', { name: 'Deploy' }).count()).toBe(0);
    await other.getByRole('button', { name: 'Keep this workspace' }).click();
    await seen(other.getByRole('button', { name: 'Deploy' }));
    await gone(page.getByText(`“${NAME} B” is being deleted.`));
    await setTarget(agentId, liveInstance().target);
  });

  it(
    'a workspace goes with its last agent, and everybody who looks at it is told',
    async () => {
      await page.goto(url('members'));
      await seen(rowOf(page, 'Members', bob.name));
      await other.goto(url('general'));
      await other.getByRole('button', { name: 'Delete workspace' }).click();
      await confirmByName(other, `${NAME} B`, 'Delete workspace and 1 agent');
      const told = (of: Page): Locator =>
        of.getByRole('alert').filter({ hasText: `The workspace “${NAME} B” has been deleted.` });
      await seen(told(page), ENDING_MS);
      await seen(told(other), ENDING_MS);
      await page.waitForURL('**/app/agents?workspace=*');
      await page.getByRole('button', { name: /^Dismiss the message about/ }).click();
      await gone(told(page));
      await page.goto('/app/workspaces');
      await seen(rowOf(page, 'Workspaces', ada.name));
      expect(await rowOf(page, 'Workspaces', NAME).count()).toBe(0);
    },
    2 * ENDING_MS,
  );

  it('an empty one is deleted at once, and the way out of it is no surprise', async () => {
    const made = await post<{ id: string }>(page, '/api/workspaces', { name: `Empty ${STAMP}` });
    await page.goto(`/app/workspaces/${made.id}/general`);
    await page.getByRole('button', { name: 'Delete workspace' }).click();
    await confirmByName(page, `Empty ${STAMP}`, 'Delete workspace');
    await page.waitForURL('**/app/workspaces');
    await gone(rowOf(page, 'Workspaces', `Empty ${STAMP}`));
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
