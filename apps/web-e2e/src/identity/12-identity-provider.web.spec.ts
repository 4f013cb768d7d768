import { type Account, TestIssuer, type TestPerson, expectedIssuer, liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { get, post } from '../support/api';
import { unexplained } from '../support/explained';
import { inviteTo } from '../support/links';
import { comeIn, newPerson } from '../support/people';
import { setUpSecondFactor } from '../support/second-factor';
import { Visitor, seen } from '../support/visitor';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe('coming in with an account at an identity provider', () => {
  let issuer: TestIssuer;
  let visitor: Visitor;
  let page: Page;
  let count = 0;

  beforeAll(async () => {
    // Nobody signs up on a server that nobody has claimed.
    await (await Visitor.signedIn()).leave();
    // The provider warns of what is fit for a test only.
    jest.spyOn(console, 'warn').mockImplementation();
    const { url, clientSecret } = expectedIssuer();
    const redirectUri = `${liveInstance().url}/oauth/oidc`;
    issuer = await TestIssuer.start({ redirectUri, clientSecret, port: Number(new URL(url).port) });
  });

  afterAll(async () => {
    await issuer.close();
    jest.restoreAllMocks();
  });

  beforeEach(async () => {
    visitor = await Visitor.arrive();
    ({ page } = visitor);
  });

  afterEach(async () => {
    const faults = unexplained(visitor);
    await visitor.leave();
    expect(faults).toEqual([]);
  });

  /** Somebody at the provider, who sits before the browser from now on. */
  function personAtProvider(changes: Partial<TestPerson> = {}): TestPerson & { email: string } {
    count += 1;
    const sub = `person-${Date.now()}-${count}`;
    const person = { sub, email: `${sub}@id.example.test`, email_verified: true, name: 'Hedy Lamarr' };
    issuer.person = { ...person, ...changes };
    return { ...person, ...changes };
  }

  const goThere = () => page.getByRole('button', { name: 'Continue with Example ID' }).click();

  it('opens an account for a stranger, and lets them in again, to where they wanted to go', async () => {
    const { email } = personAtProvider();
    await page.goto('/login?next=/app/deploy');
    await goThere();
    await page.waitForURL('**/app/deploy');
    const me = await get<{ email: string; emailVerified: boolean; name: string }>(page, '/api/auth/me');
    expect(me).toMatchObject({ email, emailVerified: true, name: 'Hedy Lamarr' });

    const again = await Visitor.arrive();
    await again.page.goto('/sign-up');
    await again.page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await again.page.waitForURL('**/app/overview');
    expect((await get<{ email: string }>(again.page, '/api/auth/me')).email).toBe(email);
    expect(unexplained(again)).toEqual([]);
    await again.leave();
  });

  it('says so when it was called off there, leaves no code in the address, and can be tried again', async () => {
    issuer.person = null;
    await page.goto('/login');
    await goThere();
    await seen(heading(page, 'You called it off at Example ID'));
    expect(page.url()).toBe(`${liveInstance().url}/oauth/oidc`);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('called-off');
    personAtProvider();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForURL('**/app/overview');
  });

  it('does not take an account because of its address, and leads its owner to link it', async () => {
    const account = await newPerson();
    personAtProvider({ email: account.email });
    await page.goto('/login');
    await goThere();
    await seen(heading(page, 'You have an account here already'));
    await visitor.picture('link-required');
    await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    await page.waitForURL('**/login?next=%2Fapp%2Fsettings%2Flinked');
  });

  it('asks for a verified address', async () => {
    personAtProvider({ email_verified: false });
    await page.goto('/login');
    await goThere();
    await seen(heading(page, 'Example ID does not vouch for your address'));
  });

  it('is over when it has ended before, and begins anew', async () => {
    personAtProvider();
    await page.goto('/login');
    const back = page.waitForRequest(/\/oauth\/oidc\?/);
    await goThere();
    const returned = (await back).url();
    await page.waitForURL('**/app/overview');
    await page.goto(returned);
    await seen(heading(page, 'This sign-in is over'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForURL('**/app/overview');
  });

  it('links an account that is signed in, and then asks for its second factor all the same', async () => {
    const account = await newPerson();
    personAtProvider();
    await visitor.logIn(account);
    await page.waitForURL('**/app/overview');
    const factor = await setUpSecondFactor(page, account.password);
    await leaveToLink(page, account);
    await page.waitForURL('**/app/agents?linked');
    const { items } = await get<{ items: { provider: string }[] }>(page, '/api/account/identities');
    expect(items.map(({ provider }) => provider)).toEqual(['oidc']);

    const again = await Visitor.arrive();
    await again.page.goto('/login?next=/app/deploy');
    await again.page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await seen(heading(again.page, 'Enter your code'));
    await again.page.getByLabel('Code').fill(factor.nextCode());
    await again.page.getByRole('button', { name: 'Confirm' }).click();
    await again.page.waitForURL('**/app/deploy');
    expect(unexplained(again)).toEqual([]);
    await again.leave();
  });

  it('does not link what is linked elsewhere, and leads back to where it was begun', async () => {
    const person = personAtProvider();
    await page.goto('/login');
    await goThere();
    await page.waitForURL('**/app/overview');

    const account = await newPerson();
    const other = await comeIn(account);
    issuer.person = person;
    await leaveToLink(other.page, account);
    await seen(heading(other.page, 'Your account at Example ID is linked elsewhere'));
    await other.page.getByRole('link', { name: 'Back to your settings' }).click();
    await other.page.waitForURL('**/app/agents?linked');
    expect(unexplained(other)).toEqual([]);
    await other.leave();
  });

  it('keeps an invitation on the way over the provider', async () => {
    const { email } = personAtProvider();
    const owner = await comeIn(await newPerson('Grace Hopper'));
    const { items } = await get<{ items: { id: string; slug: string }[] }>(owner.page, '/api/workspaces');
    const [workspace] = items;
    const { url } = await inviteTo(owner.page, workspace?.id ?? '', email);
    await owner.leave();
    await page.goto(url);
    await goThere();
    await page.waitForURL('**/invitation');
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.waitForURL(`**/app/**workspace=${workspace?.slug ?? ''}*`);
  });
});

/** Leaves for the provider as the settings do, which have tests of their own. */
async function leaveToLink(page: Page, { password }: Account): Promise<void> {
  const { url } = await post<{ url: string }>(page, '/api/account/identities/oidc/start', { password });
  const errand = JSON.stringify({ purpose: 'link', next: '/app/agents?linked' });
  await page.evaluate(`sessionStorage.setItem('nora.oauth', ${JSON.stringify(errand)})`);
  await page.goto(url);
}
