import { ADMINISTRATOR, Visitor, gone, ordinaryAccount, seen } from './support/visitor';

describe('coming in', () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.arrive();
  });

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  it('a new server is shown as one to be claimed, from every page', async () => {
    const { page } = visitor;
    await page.goto('/login');
    await page.getByRole('link', { name: /claim/i }).click();
    await seen(page.getByRole('heading', { name: 'Claim this server' }));
    await visitor.picture('claim');
  });

  it('a weak password is refused before it is sent', async () => {
    const { page } = visitor;
    await page.getByRole('textbox', { name: 'Password' }).fill('short');
    await page.getByRole('button', { name: 'Claim and sign in' }).click();
    await seen(page.getByText('7 more characters needed.'));
    await seen(page.getByText('Enter a valid e-mail address.'));
    expect(new URL(page.url()).pathname).toBe('/claim');
  });

  it('the claim link makes the administrator, and leads to an empty fleet with one clear act', async () => {
    const { page } = visitor;
    await visitor.claim(ADMINISTRATOR);
    await seen(page.getByRole('heading', { name: 'No agents yet' }));
    await seen(page.getByRole('link', { name: 'Deploy your first agent' }));
    await seen(page.getByRole('status').filter({ hasText: 'Live' }));
    expect(new URL(page.url()).pathname).toBe('/app/overview');
    await visitor.picture('empty-fleet');
  });

  it('a claimed server cannot be claimed again', async () => {
    const { page } = visitor;
    await page.goto('/claim');
    await seen(page.getByRole('heading', { name: 'This server is already claimed' }));
  });

  it('logging out leads to the log-in page, and nothing can be seen any more', async () => {
    const { page } = visitor;
    await page.goto('/app/');
    await page.getByRole('button', { name: 'Account' }).click();
    await seen(page.getByText(ADMINISTRATOR.email));
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL('**/login');
    await page.goto('/admin/');
    await page.waitForURL('**/login?next=%2Fadmin%2F*');
  });

  it('a wrong password says so, and can be corrected', async () => {
    const { page } = visitor;
    await visitor.logIn({ ...ADMINISTRATOR, password: 'not my password' });
    const alert = await seen(page.getByRole('alert'));
    expect(await alert.innerText()).toMatch(/password is wrong/);
    await visitor.picture('wrong-password');
    await visitor.logIn(ADMINISTRATOR, '');
    await page.waitForURL('**/app/overview');
    await gone(page.getByRole('alert'));
  });

  it('a deep link waits until one has logged in', async () => {
    const stranger = await Visitor.arrive();
    const { page } = stranger;
    await page.goto('/app/deploy?from=a-link');
    await page.waitForURL('**/login?next=*');
    await stranger.logIn(ADMINISTRATOR, '');
    await page.waitForURL('**/app/deploy?from=a-link');
    await seen(page.getByRole('heading', { name: 'Deploy an agent' }));
    expect(stranger.takeFaults()).toEqual([]);
    await stranger.leave();
  });

  it('the administration is closed to others, and says the way back', async () => {
    const account = await ordinaryAccount();
    const other = await Visitor.arrive();
    const { page } = other;
    await other.logIn(account, '/login?next=/admin/');
    await seen(page.getByRole('heading', { name: 'This part is for platform administrators' }));
    await page.getByRole('link', { name: 'Open the operator console' }).click();
    await seen(page.getByRole('heading', { name: 'No agents yet' }));
    await page.getByRole('button', { name: 'Account' }).click();
    await seen(page.getByRole('menuitem', { name: 'Log out' }));
    expect(await page.getByRole('menuitem', { name: 'Administration' }).count()).toBe(0);
    expect(other.takeFaults()).toEqual([]);
    await other.leave();
  });
});
