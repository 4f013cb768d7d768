import type { Account } from '@nora/testing';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, remove } from '../support/api';
import { unexplained } from '../support/explained';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen, type ColorScheme } from '../support/visitor';

const NEW_PASSWORD = 'eleven brave kettles sing';
const DARK = 'html[data-theme=dark]';
const PICTURE_SIZE = `[document.querySelector('nora-avatar img')]
  .map(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight])[0]`;

const dialog = (page: Page) => page.getByRole('dialog');
const passwordIn = (page: Page) => dialog(page).getByRole('textbox', { name: 'Your password' });
const codeIn = (page: Page) => dialog(page).getByRole('textbox', { name: 'Code' });

describe('the settings of an account', () => {
  let account: Account;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    account = await newPerson();
    visitor = await comeIn(account);
    ({ page } = visitor);
  });

  afterEach(() => {
    expect(unexplained(visitor)).toEqual([]);
  });

  afterAll(() => visitor.leave());

  it('are found from the menu of the account, the rail and the palette', async () => {
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.waitForURL('**/app/settings/profile');
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.waitForURL('**/app/settings/sessions');
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('option'));
    await page.keyboard.type('settings security');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/settings/security');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
    await page.waitForURL('**/app/settings/profile');
  });

  it('take another name and a picture, which the frame shows at once and after a reload', async () => {
    await page.goto('/app/settings/profile');
    await page.getByRole('textbox', { name: 'Name' }).fill('Rear Admiral Hopper');
    const buffer = await page.screenshot();
    await page.getByLabel('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
    await seen(page.getByRole('button', { name: 'Remove picture' }));
    await page.getByRole('button', { name: 'Save' }).click();
    await seen(page.getByRole('status').filter({ hasText: 'Saved.' }));
    const face = page.getByRole('button', { name: 'Account' }).locator('img');
    await seen(face);
    await page.reload();
    await seen(face);
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Rear Admiral Hopper');
    expect(await page.evaluate(PICTURE_SIZE)).toEqual([128, 128]);
    await visitor.picture('settings-profile');

    await page.getByRole('button', { name: 'Remove picture' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await seen(page.getByRole('status').filter({ hasText: 'Saved.' }));
    await gone(face);
  });

  it('say of a file that is no picture that it is none', async () => {
    const buffer = Buffer.from('%PDF-1.7');
    await page.getByLabel('Picture').setInputFiles({ name: 'cv.png', mimeType: 'image/png', buffer });
    await seen(page.getByRole('alert').filter({ hasText: 'no picture' }));
  });

  it('write dates and numbers as the account wants them', async () => {
    await page.getByRole('combobox', { name: 'Dates and numbers' }).click();
    await page.getByRole('option', { name: 'Deutsch (Deutschland)' }).click();
    await seen(page.getByText('12.345,6'));
    await page.getByRole('button', { name: 'Save' }).click();
    await seen(page.getByRole('status').filter({ hasText: 'Saved.' }));
    await page.goto('/app/settings/sessions');
    await seen(page.getByRole('listitem').filter({ hasText: 'this session' }));
    // What a reader is told about a moment beside its age.
    const exact = page.getByText(/^\d{1,2}\. \S+ 20\d\d, \d\d:\d\d:\d\d/);
    await exact.first().waitFor({ state: 'attached' });
  });

  it('bring the theme along to another browser', async () => {
    await page.goto('/app/settings/profile');
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await page.getByRole('radio', { name: /^Dark/ }).check();
    expect((await saved).status()).toBe(200);
    await page.locator(DARK).waitFor();
    const elsewhere = await comeIn(account);
    await elsewhere.page.locator(DARK).waitFor();
    await elsewhere.leave();
    await page.getByRole('radio', { name: /^Like the system/ }).check();
  });

  it('change the password, and sign out everywhere else', async () => {
    const elsewhere = await comeIn(account);
    await page.goto('/app/settings/security');
    const present = page.getByRole('textbox', { name: 'Present password' });
    await present.fill('not my password');
    await page.getByRole('textbox', { name: 'New password' }).fill(NEW_PASSWORD);
    await seen(page.getByText(/^Strong/));
    await page.getByRole('button', { name: 'Change password' }).click();
    await seen(page.getByText('This is not the password of your account.'));
    await present.fill(account.password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await seen(page.getByRole('status').filter({ hasText: 'The password is set.' }));
    expect(await present.inputValue()).toBe('');
    await elsewhere.page.waitForURL('**/login?next=*');
    account = { ...account, password: NEW_PASSWORD };
    await elsewhere.logIn(account, '');
    await elsewhere.page.waitForURL('**/app/**');
    await elsewhere.leave();
  });

  describe('a second factor', () => {
    let secret: Secret;
    let codes: string[];

    it('is set up with an app, and its recovery codes are shown until they are kept', async () => {
      await page.goto('/app/settings/security');
      await page.getByRole('button', { name: 'Set up a second factor' }).click();
      await passwordIn(page).fill('not my password');
      await page.keyboard.press('Enter');
      await seen(dialog(page).getByText('This is not the password of your account.'));
      await passwordIn(page).fill(account.password);
      await page.keyboard.press('Enter');
      await seen(page.getByRole('img', { name: /^QR code/ }));
      await visitor.picture('settings-second-factor');
      secret = Secret.fromBase32((await dialog(page).locator('code').innerText()).replaceAll(' ', ''));

      await codeIn(page).fill('000000');
      await page.getByRole('button', { name: 'Turn on' }).click();
      await seen(dialog(page).getByText(/^The code is not valid/));
      expect(new URL(page.url()).pathname).toBe('/app/settings/security');
      await codeIn(page).fill(TOTP.generate({ secret }));
      await page.getByRole('button', { name: 'Turn on' }).click();

      const list = await seen(page.getByRole('list', { name: 'Recovery codes' }));
      codes = await list.getByRole('listitem').allInnerTexts();
      expect(new Set(codes).size).toBe(10);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('nora-recovery-codes.txt');
      await page.keyboard.press('Escape');
      await seen(page.getByRole('heading', { name: 'Keep your recovery codes' }));
      expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: /^I keep them/ }).check();
      await page.getByRole('button', { name: 'Done' }).click();
      await seen(page.getByText('10 of 10 recovery codes left.'));
    });

    it('is asked for at the next log-in', async () => {
      const stranger = await Visitor.arrive();
      await stranger.page.goto('/login');
      const answer = await stranger.page.evaluate(
        `fetch('/api/auth/login', { method: 'POST', headers: { 'content-type': 'application/json', 'x-nora-csrf': '1' },
          body: ${JSON.stringify(JSON.stringify({ email: account.email, password: account.password }))} })
          .then((answer) => answer.json()).then(({ code }) => code)`,
      );
      expect(answer).toBe('second_factor_required');
      await stranger.leave();
    });

    it('gets new recovery codes for one of the old', async () => {
      const [first = ''] = codes;
      await page.getByRole('button', { name: 'New recovery codes' }).click();
      await codeIn(page).fill(first);
      await page.getByRole('button', { name: 'Make new codes' }).click();
      const list = await seen(page.getByRole('list', { name: 'Recovery codes' }));
      const renewed = await list.getByRole('listitem').allInnerTexts();
      expect(renewed.filter((code) => codes.includes(code))).toEqual([]);
      codes = renewed;
      await page.getByRole('checkbox', { name: /^I keep them/ }).check();
      await page.getByRole('button', { name: 'Done' }).click();
      await gone(dialog(page));
    });

    it('is removed with password and code', async () => {
      const [first = ''] = codes;
      await page.getByRole('button', { name: 'Remove second factor' }).click();
      await passwordIn(page).fill(account.password);
      await codeIn(page).fill(first);
      await dialog(page).getByRole('button', { name: 'Remove second factor' }).click();
      await seen(page.getByRole('button', { name: 'Set up a second factor' }));
      const elsewhere = await comeIn(account);
      await elsewhere.leave();
    });
  });
});

describe('somebody in no workspace', () => {
  it('has an account all the same', async () => {
    const visitor = await comeIn(await newPerson());
    const { page } = visitor;
    const [workspace] = (await get<{ items: { id: string }[] }>(page, '/api/workspaces')).items;
    await remove(page, `/api/workspaces/${workspace?.id}`);
    await page.goto('/app/agents');
    await seen(page.getByRole('heading', { name: 'You are in no workspace' }));
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await seen(page.getByRole('button', { name: 'Choose a picture' }));
    expect(visitor.takeFaults()).toEqual([]);
    await visitor.leave();
  });
});

const TABS: [string, (page: Page) => Promise<unknown>][] = [
  ['profile', (page) => seen(page.getByRole('button', { name: 'Choose a picture' }))],
  ['security', (page) => seen(page.getByRole('button', { name: 'Set up a second factor' }))],
  ['sessions', (page) => seen(page.getByRole('button', { name: 'Log out' }))],
  ['linked', (page) => seen(page.getByRole('button', { name: 'Link Example ID' }))],
  ['account', (page) => seen(page.getByRole('button', { name: 'Delete account' }))],
];
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe.each(['light', 'dark'] as ColorScheme[])('in %s, for everybody', (scheme) => {
  let account: Account;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    account = await newPerson();
    visitor = await comeIn(account, scheme);
    ({ page } = visitor);
  });

  afterAll(() => visitor.leave());

  it.each(TABS)('the tab %s has no barrier, and fits a small screen', async (tab, isThere) => {
    await page.goto(`/app/settings/${tab}`);
    await isThere(page);
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`settings-${tab}-${scheme}`);
    await page.setViewportSize({ width: 375, height: 700 });
    expect(await page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
    await visitor.picture(`settings-${tab}-${scheme}-small`);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(visitor.takeFaults()).toEqual([]);
  });

  it('the dialogs of the second factor have no barrier', async () => {
    await page.goto('/app/settings/security');
    await page.getByRole('button', { name: 'Set up a second factor' }).click();
    await passwordIn(page).fill(account.password);
    expect(await violationsWithOverlay(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await seen(page.getByRole('img', { name: /^QR code/ }));
    expect(await violationsWithOverlay(page)).toEqual([]);
    const secret = Secret.fromBase32((await dialog(page).locator('code').innerText()).replaceAll(' ', ''));
    await codeIn(page).fill(TOTP.generate({ secret }));
    await page.keyboard.press('Enter');
    await seen(page.getByRole('list', { name: 'Recovery codes' }));
    expect(await violationsWithOverlay(page)).toEqual([]);
    expect(visitor.takeFaults()).toEqual([]);
  });
});
