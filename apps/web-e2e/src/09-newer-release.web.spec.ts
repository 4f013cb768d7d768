import type { Page } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import { type CutLine, layLine } from './support/cut-line';
import { Visitor, gone, seen } from './support/visitor';

const CODE = /\/chunk-[^/]+\.js$/;

/** An upgrade, or a network, takes the code away that an open page has yet to ask for. */
describe('a page whose code does not come', () => {
  let visitor: Visitor;
  let page: Page;
  let line: CutLine;
  /** Pages that were asked for as a whole. */
  let opened: string[];
  /** Code that some page had. */
  let had: Set<string>;

  beforeAll(async () => {
    line = await layLine();
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    page.on('request', (request) => {
      const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
      if (isPage) opened.push(new URL(request.url()).pathname);
    });
    page.on('response', (response) => {
      if (response.ok()) had.add(response.url());
    });
  });

  beforeEach(() => ([opened, had] = [[], new Set()]));

  afterEach(() => page.unrouteAll());

  afterAll(async () => {
    await visitor.leave();
    await line.close();
  });

  const open = (name: string) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
  const heading = (name: string) => seen(page.getByRole('heading', { level: 1, name, exact: true }));

  async function openFresh(path: string, title: string): Promise<void> {
    await page.goto(path);
    await heading(title);
    opened = [];
  }

  /** Answers 404, as long as it is said to, to code that the first page did without. */
  async function missWhile(isGone: () => boolean): Promise<void> {
    const first = new Set(had);
    await page.route(CODE, (route) =>
      isGone() && !first.has(route.request().url()) ? route.fulfill({ status: 404 }) : route.continue(),
    );
  }

  it.each([
    ['the operator console', '/app/overview', 'Overview', 'Agents', '/app/agents'],
    ['the admin console', '/admin/overview', 'Overview', 'Queues', '/admin/queues'],
  ])(
    '%s is opened anew where it was going, in the release that is there now',
    async (_, from, title, to, at) => {
      await openFresh(from, title);
      await missWhile(() => opened.length === 0);
      await open(to);
      await heading(to);
      expect(opened).toEqual([at]);
    },
  );

  it('the public site is opened anew as well', async () => {
    const stranger = await Visitor.arrive();
    try {
      await stranger.page.goto('/');
      const logIn = await seen(stranger.page.getByRole('link', { name: 'Log in' }).first());
      let isGone = true;
      await stranger.page.route(CODE, (route) =>
        isGone ? route.fulfill({ status: 404 }) : route.continue(),
      );
      stranger.page.on('request', (request) => {
        if (request.isNavigationRequest()) isGone = false;
      });
      await logIn.click();
      await seen(stranger.page.getByLabel('E-mail'));
      expect([isGone, new URL(stranger.page.url()).pathname]).toEqual([false, '/login']);
    } finally {
      await stranger.leave();
    }
  });

  it('says so, and is not opened again and again, when the server has not got it either', async () => {
    await openFresh('/app/overview', 'Overview');
    let isGone = true;
    await missWhile(() => isGone);
    await open('Workspaces');
    const again = page.getByRole('button', { name: 'Try again' });
    await seen(again);
    expect(opened).toEqual(['/app/workspaces']);
    isGone = false;
    await again.click();
    await heading('Workspaces');
  });

  it('says that the server does not answer, and comes when it does again', async () => {
    await openFresh(`${line.url}/app/overview`, 'Overview');
    line.cut();
    await open('Workspaces');
    await seen(page.getByRole('alert'));
    await visitor.picture('code-missing');
    expect(await violationsOn(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/app/workspaces');
    expect(opened).toEqual([]);
    line.mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading('Workspaces');
  });

  it('a palette that does not come leaves the page as it is, and offers to load it anew', async () => {
    await openFresh('/app/workspaces', 'Workspaces');
    await missWhile(() => opened.length === 0);
    await page.keyboard.press('Control+k');
    const notice = page.getByText('This part of the console could not be loaded.');
    await seen(notice);
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await heading('Workspaces');
    await gone(notice);
    await page.keyboard.press('Control+k');
    await seen(page.getByRole('dialog', { name: 'Command palette' }));
  });
});
