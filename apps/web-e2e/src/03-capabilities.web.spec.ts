import type { Page } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import { DEPLOY_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { Visitor, gone, seen } from './support/visitor';

const KINDS = ['Models', 'Tools', 'Skills', 'Channels', 'Jobs', 'Usage'];

describe('what an agent can do', () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    await openRunningAgent(page);
    await openTab(page, 'Capabilities');
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => expect(visitor.takeFaults()).toEqual([]));
  afterAll(() => visitor.leave());

  const kind = (name: string) =>
    page.getByRole('navigation', { name: 'Kinds of facts' }).getByRole('link', { name });

  it('is told kind by kind, by the runtime', async () => {
    for (const name of KINDS) {
      await kind(name).click();
      await seen(page.getByRole('heading', { name, exact: true }));
      expect(await violationsOn(page)).toEqual([]);
    }
    await kind('Models').click();
    await seen(page.getByRole('list', { name: 'Models' }).getByText('nora/default'));
    expect(await page.getByText('The runtime does not tell').count()).toBe(0);
  });

  it('is narrowed by words, which stay in the address', async () => {
    await kind('Tools').click();
    await seen(page.getByRole('list', { name: 'Files' }).getByText('Read file contents'));
    await page.keyboard.press('/');
    await page.keyboard.type('shell');
    await gone(page.getByText('Read file contents'));
    await seen(page.getByText('Run shell now.'));
    await page.reload();
    await seen(page.getByText('Run shell now.'));
    expect(await page.getByText('Read file contents').count()).toBe(0);
    await page.getByRole('searchbox', { name: 'Filter tools' }).fill('nothing like it');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await seen(page.getByText('Read file contents'));
  });

  it('is asked for again by hand', async () => {
    await page.getByRole('button', { name: 'Ask again' }).click();
    await seen(page.getByText('The runtime was asked again.'));
  });
});
