import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { startEdge, type Edge } from '../nginx-edge';
import { ADMINISTRATOR, Visitor, seen } from '../support/visitor';
import { startExternalProxy } from './external-proxy';
import { MODES, Places, settingsOf } from './modes';

/** What somebody would send who wants to look like another address and host. */
const CLAIMS = {
  'x-forwarded-for': '6.6.6.6',
  'x-real-ip': '6.6.6.6',
  forwarded: 'for=6.6.6.6;host=evil.example',
};

const PAGES: [string, (page: Page) => Promise<unknown>][] = [
  ['/', (page) => seen(page.getByRole('heading', { level: 1 }))],
  ['/app/deploy', (page) => seen(page.getByRole('group', { name: 'Model provider' }))],
  ['/admin/overview', (page) => seen(page.getByRole('heading', { name: 'Agents by status' }))],
];

/** Somebody has to have claimed the server. */
beforeAll(async () => (await Visitor.signedIn()).leave());

describe.each(MODES)('the pages through the edge in the mode %s', (mode) => {
  const places = new Places();
  let edge: Edge;
  let visitor: Visitor;
  let page: Page;
  let origin: string;
  let stopProxy = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    places.makeCertificate(1);
    const instance = new URL(liveInstance().url).host.replace('localhost', '127.0.0.1');
    edge = await startEdge(instance, { settings: settingsOf(mode, places) });
    origin = mode === 'public' ? edge.tlsUrl : edge.url;
    if (mode === 'proxy') ({ origin, stop: stopProxy } = await startExternalProxy(edge.url, places));
    visitor = await Visitor.arrive('light', { ignoreHTTPSErrors: true, extraHTTPHeaders: CLAIMS });
    ({ page } = visitor);
  });

  afterAll(async () => {
    await visitor?.leave();
    await stopProxy();
    await edge?.stop();
    places.remove();
  });

  it('let somebody in, from the address and the origin that they are really at', async () => {
    await visitor.logIn(ADMINISTRATOR, `${origin}/login`);
    await page.waitForURL(`${origin}/app/**`);
    const answer = await page.request.get(`${origin}/api/account/sessions`);
    const { items } = (await answer.json()) as { items: { current: boolean; address: string }[] };
    expect(items.find(({ current }) => current)?.address).toBe('127.0.0.1');
  });

  it.each(PAGES)('show %s, without a word against their policy', async (path, isThere) => {
    visitor.takeFaults();
    await page.goto(origin + path);
    await isThere(page);
    expect(visitor.takeFaults()).toEqual([]);
  });

  it('follow the events of the server', async () => {
    const streaming = page.waitForResponse((response) => response.url() === `${origin}/api/events/stream`);
    await page.goto(`${origin}/app/overview`);
    const stream = await streaming;
    expect(stream.status()).toBe(200);
    expect(stream.headers()['content-type']).toContain('text/event-stream');
    const opened = page.evaluate(
      () =>
        new Promise<string>((settle) => {
          const source = new EventSource('/api/events/stream');
          source.onopen = () => settle('open');
          source.onerror = () => settle('failed');
        }),
    );
    expect(await opened).toBe('open');
  });
});
