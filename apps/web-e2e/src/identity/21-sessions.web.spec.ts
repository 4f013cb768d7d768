import type { Account } from '@nora/testing';
import type { Page } from 'playwright-core';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen } from '../support/visitor';

const LOGIN = '**/login?next=*';
const ROUNDS = 5;
const A_SECOND = 1_000;
/** After this long a tab that nobody looks at gives its event stream back. */
const RESTING_MS = 61_000;

const endings = (page: Page) => page.getByRole('button', { name: /^End the session on/ });
const loggedOut = (page: Page) => seen(page.getByRole('button', { name: 'Log in', exact: true }));
const live = (page: Page) => seen(page.getByRole('status').filter({ hasText: 'Live' }));

/** Ends the only other session. Answers how long it took, from the server's answer, until another page has left. */
async function endTheOther(page: Page, other: Page): Promise<number> {
  const done = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  const left = other.waitForURL(LOGIN, { waitUntil: 'commit' }).then(() => performance.now());
  await endings(page).click();
  await page.getByRole('button', { name: 'End session' }).click();
  expect((await done).status()).toBe(204);
  const ended = performance.now();
  return (await left) - ended;
}

/** Makes a page believe that nobody looks at it, or that somebody does again. */
function look(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate(
    `Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );
}

describe('the sessions of an account', () => {
  let account: Account;
  let visitor: Visitor;
  let page: Page;

  beforeEach(async () => {
    account = await newPerson();
    visitor = await comeIn(account);
    ({ page } = visitor);
    await page.goto('/app/settings/sessions');
    await seen(page.getByText('this session'));
  });

  afterEach(async () => {
    const faults = visitor.takeFaults();
    await visitor.leave();
    expect(faults).toEqual([]);
  });

  it('are listed as they come and go, without a reload', async () => {
    const elsewhere = await comeIn(account);
    await seen(endings(page));
    await elsewhere.page.getByRole('button', { name: 'Account' }).click();
    await elsewhere.page.getByRole('menuitem', { name: 'Log out' }).click();
    await elsewhere.page.waitForURL('**/login');
    await gone(endings(page));
    await elsewhere.leave();
  });

  it('end within a second: the page there is left for the log-in', async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const elsewhere = await comeIn(account);
      await live(elsewhere.page);
      times.push(await endTheOther(page, elsewhere.page));
      await gone(endings(page));
      // A browser that is closed while its page changes may never close.
      await loggedOut(elsewhere.page);
      await elsewhere.leave();
    }
    // One of them may meet a busy machine.
    const usual = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    expect(usual).toBeLessThan(A_SECOND);
  });

  it('leave the log-in knowing the way back', async () => {
    const elsewhere = await comeIn(account);
    await elsewhere.page.goto('/app/settings/security');
    await live(elsewhere.page);
    await endTheOther(page, elsewhere.page);
    await elsewhere.logIn(account, '');
    await elsewhere.page.waitForURL('**/app/settings/security');
    await elsewhere.leave();
  });

  it('end in tabs that nobody looks at: told by another tab, or as soon as somebody looks', async () => {
    const elsewhere = await comeIn(account);
    const resting = await elsewhere.page.context().newPage();
    await resting.clock.install();
    await resting.goto('/app/settings/profile');
    await live(resting);
    await look(resting, true);
    await resting.clock.fastForward(RESTING_MS);
    await live(elsewhere.page);
    const told = resting.waitForURL(LOGIN, { waitUntil: 'commit' });
    await endTheOther(page, elsewhere.page);
    await told;
    await loggedOut(elsewhere.page);

    await elsewhere.logIn(account, '');
    await elsewhere.page.waitForURL('**/app/**');
    await resting.goto('/app/settings/profile');
    await live(resting);
    await elsewhere.page.close();
    await look(resting, true);
    await resting.clock.fastForward(RESTING_MS);
    const done = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await endings(page).click();
    await page.getByRole('button', { name: 'End session' }).click();
    await done;
    expect(new URL(resting.url()).pathname).toBe('/app/settings/profile');
    await look(resting, false);
    await resting.waitForURL(LOGIN, { waitUntil: 'commit' });
    await loggedOut(resting);
    await elsewhere.leave();
  });

  it('end all but this one, with the keyboard alone', async () => {
    const others = await Promise.all([comeIn(account), comeIn(account)]);
    for (const other of others) await live(other.page);
    await seen(endings(page).nth(1));
    await page.getByRole('button', { name: 'Sign out everywhere else' }).focus();
    await page.keyboard.press('Enter');
    await seen(page.getByRole('dialog'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    for (const other of others) {
      await other.page.waitForURL(LOGIN);
      await loggedOut(other.page);
      await other.leave();
    }
    await gone(endings(page));
    await gone(page.getByRole('button', { name: 'Sign out everywhere else' }));
    expect(await page.evaluate('document.activeElement.id')).toBe('sessions-heading');
  });
});
