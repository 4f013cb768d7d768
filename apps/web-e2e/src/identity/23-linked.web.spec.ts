import { TestIssuer, expectedIssuer, liveInstance, type Account } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { unexplained } from '../support/explained';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen } from '../support/visitor';

const linked = (page: Page) => page.getByRole('button', { name: 'Unlink Example ID' });
const unlinked = (page: Page) => page.getByRole('button', { name: 'Link Example ID' });

describe('accounts elsewhere, in the settings', () => {
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

  beforeEach(() => {
    count += 1;
    const sub = `elsewhere-${Date.now()}-${count}`;
    issuer.person = { sub, email: `${sub}@id.example.test`, email_verified: true, name: 'Hedy Lamarr' };
  });

  afterEach(async () => {
    const faults = unexplained(visitor);
    await visitor.leave();
    expect(faults).toEqual([]);
  });

  async function open(account: Account): Promise<void> {
    visitor = await comeIn(account);
    ({ page } = visitor);
    await page.goto('/app/settings/linked');
  }

  async function link({ password }: Account): Promise<void> {
    await unlinked(page).click();
    const question = page.getByRole('dialog', { name: 'Link Example ID' });
    await question.getByRole('textbox', { name: 'Your password' }).fill(password);
    await question.getByRole('button', { name: 'Go to Example ID' }).click();
  }

  it('are linked after the password was given, and unlinked again', async () => {
    const account = await newPerson();
    await open(account);
    await link({ ...account, password: 'not my password' });
    await seen(page.getByText('This is not the password of your account.'));
    await page.getByRole('button', { name: 'Not now' }).click();
    await link(account);
    await seen(linked(page));
    await page.waitForURL('**/app/settings/linked');
    await seen(page.getByText(issuer.person?.email ?? ''));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('settings-linked-filled');

    await linked(page).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await seen(linked(page));
    await linked(page).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await seen(unlinked(page));
    await gone(linked(page));
    expect(await page.evaluate('document.activeElement.id')).toBe('linked-heading');
  });

  it('stay linked while nothing else lets one in', async () => {
    visitor = await Visitor.arrive();
    ({ page } = visitor);
    await page.goto('/login?next=/app/settings/linked');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await seen(page.getByText('This is your only way to sign in'));
    expect(await linked(page).count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('settings-linked-last');

    await page.getByRole('link', { name: 'Set a password' }).click();
    await page.getByRole('textbox', { name: 'New password' }).fill('eleven brave kettles sing');
    await page.getByRole('button', { name: 'Set a password' }).click();
    await seen(page.getByRole('textbox', { name: 'Present password' }));
    await page.getByRole('tab', { name: 'Linked accounts' }).click();
    await seen(linked(page));
  });
});
