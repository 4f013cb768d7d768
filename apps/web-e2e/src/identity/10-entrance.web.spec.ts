import type { Account } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { get } from '../support/api';
import { unexplained } from '../support/explained';
import { resetLinkFor, verificationLinkFor } from '../support/links';
import { comeIn, newPerson } from '../support/people';
import { setUpSecondFactor } from '../support/second-factor';
import { type ColorScheme, Visitor, gone, seen } from '../support/visitor';

const NEW_PASSWORD = 'eleven brisk ferries sail';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const password = (page: Page, name = 'Password') => page.getByRole('textbox', { name });
const main = (page: Page) => page.getByRole('main');

describe('coming in', () => {
  let administrator: Visitor;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    administrator = await Visitor.signedIn();
  });

  afterAll(() => administrator.leave());

  beforeEach(async () => {
    visitor = await Visitor.arrive();
    ({ page } = visitor);
  });

  afterEach(async () => {
    const faults = unexplained(visitor);
    await visitor.leave();
    expect(faults).toEqual([]);
  });

  async function signUp({ name, email, password: chosen }: Account): Promise<void> {
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('E-mail').fill(email);
    await password(page).fill(chosen);
    await main(page).getByRole('button', { name: 'Sign up' }).click();
  }

  it('a stranger signs up from the start page, and finds a workspace of their own', async () => {
    const account = stranger();
    await page.goto('/');
    await main(page).getByRole('link', { name: 'Sign up' }).click();
    await seen(heading(page, 'Sign up'));
    await visitor.picture('sign-up');
    await signUp(account);
    await page.waitForURL('**/app/overview');
    await seen(page.getByRole('heading', { name: 'No agents yet' }));
    const me = await get<{ email: string; emailVerified: boolean }>(page, '/api/auth/me');
    expect(me).toMatchObject({ email: account.email, emailVerified: false });
  });

  it('an address that has an account leads to the log-in, with the address filled in', async () => {
    const account = await newPerson();
    await page.goto('/sign-up?next=/app/deploy');
    await signUp({ ...account, name: 'Another' });
    const panel = await seen(page.getByRole('alert'));
    expect(await panel.innerText()).toContain('This e-mail address has an account');
    await panel.getByRole('link', { name: 'Log in' }).click();
    await seen(heading(page, 'Log in'));
    expect(await page.getByLabel('E-mail').inputValue()).toBe(account.email);
    await password(page).fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/app/deploy');
  });

  it('whoever is signed in already is told so, and can log out for another account', async () => {
    const account = await newPerson();
    await visitor.logIn(account);
    await page.waitForURL('**/app/**');
    await page.goto('/sign-up');
    await seen(heading(page, 'You are signed in'));
    await seen(page.getByText(account.email));
    expect(await violationsOn(page)).toEqual([]);
    await page.goto('/login');
    await page.getByRole('button', { name: 'Log out' }).click();
    await seen(heading(page, 'Log in'));
    await page.goto('/app/');
    await page.waitForURL('**/login?next=*');
  });

  it('a page that the browser brings back from before the log-in is not stuck', async () => {
    await visitor.logIn(await newPerson());
    await page.waitForURL('**/app/**');
    await page.goBack();
    await seen(heading(page, 'You are signed in'));
    await page.getByRole('link', { name: 'Open the console' }).click();
    await page.waitForURL('**/app/**');
  });

  it('a second factor is asked for, a wrong code can be corrected, and the way goes on', async () => {
    const account = await newPerson();
    const owner = await comeIn(account);
    const factor = await setUpSecondFactor(owner.page, account.password);
    await owner.leave();

    await visitor.logIn(account, '/login?next=/app/deploy');
    await seen(heading(page, 'Enter your code'));
    expect(await violationsOn(page)).toEqual([]);
    // The box has the focus already.
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await seen(page.getByText(/code is not right|not valid/i));
    await visitor.picture('second-factor');
    await page.getByLabel('Code').fill(factor.nextCode());
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/deploy');
  });

  it('a recovery code serves as a second factor, once', async () => {
    const account = await newPerson();
    const owner = await comeIn(account);
    const { recoveryCodes } = await setUpSecondFactor(owner.page, account.password);
    await owner.leave();
    const [code = ''] = recoveryCodes;

    await visitor.logIn(account);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForURL('**/app/**');

    const again = await Visitor.arrive();
    await again.logIn(account);
    await again.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await again.page.getByLabel('Recovery code').fill(code);
    await again.page.getByRole('button', { name: 'Confirm' }).click();
    await seen(again.page.getByText(/code is not right|not valid/i));
    // Called off, it begins with the password again.
    await again.page.getByRole('button', { name: 'Start over' }).click();
    await seen(heading(again.page, 'Log in'));
    expect(unexplained(again)).toEqual([]);
    await again.leave();
  });

  it('a forgotten password is for an administrator where no mail is sent', async () => {
    await page.goto('/login');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await seen(heading(page, 'Forgot your password?'));
    await seen(page.getByText('Ask an administrator', { exact: false }));
    expect(await page.getByRole('textbox').count()).toBe(0);
  });

  it('the link of an administrator gives a new password once, and is nowhere to be seen afterwards', async () => {
    const account = await newPerson();
    const link = await resetLinkFor(administrator.page, account.email);

    await page.goto(link);
    await seen(page.getByText(`For the account of ${account.name}, ${account.email}.`));
    expect(page.url()).toBe(new URL('/reset-password', page.url()).href);
    expect(await storedText(page)).not.toContain(tokenOf(link));
    expect(await violationsOn(page)).toEqual([]);
    await password(page, 'New password').fill('short');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await seen(page.getByText('3 more characters needed.'));
    await password(page, 'New password').fill(NEW_PASSWORD);
    await visitor.picture('reset-password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await seen(heading(page, 'Your password is changed'));

    await main(page).getByRole('link', { name: 'Log in' }).click();
    await visitor.logIn(account, '');
    await seen(page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong' }));
    await visitor.logIn({ ...account, password: NEW_PASSWORD }, '');
    await page.waitForURL('**/app/**');

    await page.goto(link);
    await seen(heading(page, 'This link was used already'));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('used-link');
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await seen(heading(page, 'Forgot your password?'));
  });

  it('a link that an administrator has replaced has expired, also when both are opened in one tab', async () => {
    const account = await newPerson();
    const first = await resetLinkFor(administrator.page, account.email);
    const second = await resetLinkFor(administrator.page, account.email);
    await page.goto(first);
    await seen(heading(page, 'This link has expired'));
    // Only the fragment changes, so the page is not loaded anew.
    await page.goto(second);
    await seen(page.getByText(account.email, { exact: false }));
    expect(new URL(page.url()).hash).toBe('');
  });

  it('an address is confirmed by who says that the account is theirs, and then there is nothing left to do', async () => {
    const account = await newPerson();
    const link = await verificationLinkFor(account.email);
    await page.goto(link);
    await seen(page.getByText(`Did you open the account of ${account.name}`, { exact: false }));
    expect(new URL(page.url()).hash).toBe('');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await seen(heading(page, 'Your address is confirmed'));
    await main(page).getByRole('link', { name: 'Log in' }).click();
    await password(page).fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/app/**');
    const { emailVerified } = await get<{ emailVerified: boolean }>(page, '/api/auth/me');
    expect(emailVerified).toBe(true);

    await page.goto(link);
    await seen(heading(page, 'This link was used already'));
    await seen(page.getByText('There is nothing left to do', { exact: false }));
  });
});

/** Every page that leads in, as somebody sees it who comes without a link. */
const PAGES: [string, string][] = [
  ['/', 'Your agents, on your machines, in plain sight.'],
  ['/login', 'Log in'],
  ['/sign-up', 'Sign up'],
  ['/forgot-password', 'Forgot your password?'],
  ['/reset-password', 'Choose a new password'],
  ['/reset-password#token=nora_otl_unknown', 'This link is not valid'],
  ['/verify-email', 'Confirm your e-mail address'],
  ['/verify-email#token=nora_otl_unknown', 'This link is not valid'],
  ['/invitation', 'Join a workspace'],
  ['/invitation#token=nora_inv_unknown', 'This link is not valid'],
  ['/oauth/oidc', 'There is nothing to finish here'],
  ['/oauth/oidc?code=c&state=s', 'This sign-in is over'],
  ['/oauth/github?code=c&state=s', 'This way in is not set up'],
];

describe.each(['light', 'dark'] as ColorScheme[])('the entrance in %s, on a small screen', (scheme) => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.arrive(scheme);
    await visitor.page.setViewportSize({ width: 375, height: 700 });
  });

  afterAll(() => visitor.leave());

  it.each(PAGES)('%s has no barrier and fits', async (path, title) => {
    const { page } = visitor;
    await page.goto('about:blank');
    await page.goto(path);
    await seen(heading(page, title));
    await gone(page.getByRole('status', { name: 'Loading' }));
    await seen(page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Log in' }));
    expect(new URL(page.url()).hash + new URL(page.url()).search).toBe('');
    expect(await violationsOn(page)).toEqual([]);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await visitor.picture(`entrance${path.replace(/[^a-z]+/g, '-')}-${scheme}`);
    expect(unexplained(visitor)).toEqual([]);
  });
});

let strangers = 0;

function stranger(): Account {
  strangers += 1;
  const email = `stranger-${Date.now()}-${strangers}@example.test`;
  return { name: 'Mary Somerville', email, password: 'seven pale comets turn' };
}

function tokenOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
}

/** What the page has written down in the browser, its address included. */
function storedText(page: Page): Promise<string> {
  return page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href, document.cookie])',
  );
}
