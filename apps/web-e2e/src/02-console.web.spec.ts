import { gatewayHeaderName } from '@nora/runtime-contract';
import { agentSecretsOf, liveInstance } from '@nora/testing';
import type { Frame, Page, WebSocket } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import { DEPLOY_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { Visitor, seen } from './support/visitor';

/** OpenClaw's pages are a megabyte of scripts, and what they ask for first takes the gateway a while. */
const PAGES_TIMEOUT_MS = 60_000;
const KEY = /\/gateway\/embed\/[0-9a-f]{64}/;

/** What a script of a runtime would try, run where one runs; tells how far each attempt came. */
const attemptsOn = (agentId: string): string => `(async () => {
  const attempt = async (what) => {
    try {
      return 'succeeded: ' + (await what());
    } catch (error) {
      return error.name;
    }
  };
  const ask = (path, init) => attempt(async () => (await fetch(path, { credentials: 'include', ...init })).status);
  const headers = { 'x-nora-csrf': '1', 'content-type': 'application/json' };
  const change = { method: 'POST', headers, body: '{}' };
  const join = (path) => attempt(() => new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://' + location.host + path);
    socket.onopen = () => resolve('open');
    socket.onerror = () => reject(new Error('refused'));
  }));
  const agent = '/api/agents/${agentId}';
  return {
    origin: self.origin,
    cookies: await attempt(() => document.cookie),
    setCookie: await attempt(() => (document.cookie = 'nora_session=mine; path=/')),
    parent: await attempt(() => parent.document.title),
    top: await attempt(() => (top.location.href = '/api/health')),
    account: await ask('/api/auth/me'),
    workspaces: await ask('/api/workspaces'),
    stop: await ask(agent + '/stop', change),
    embed: await ask(agent + '/gateway/embed', change),
    terminal: await join(agent + '/exec?cols=80&rows=24'),
    gateway: await join(agent + '/gateway'),
  };
})()`;

describe('the pages of a runtime, in the browser', () => {
  let visitor: Visitor;
  let page: Page;
  let agentId: string;
  const traffic: Promise<string>[] = [];

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    page.on('response', (response) => {
      const head = JSON.stringify(response.headers());
      traffic.push(Promise.resolve(head));
      // Streams have no end that could be waited for.
      if (head.includes('event-stream')) return;
      traffic.push(
        response.text().then(
          (text) => text,
          () => '',
        ),
      );
    });
    page.on('websocket', (socket: WebSocket) =>
      socket.on('framereceived', ({ payload }) => void traffic.push(Promise.resolve(String(payload)))),
    );
    agentId = await openRunningAgent(page);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => visitor.leave());

  function framed(): Frame {
    const frame = page.frames().find((one) => KEY.test(one.url()));
    if (!frame) throw new Error('no page of a runtime is shown');
    return frame;
  }

  it(
    'appear in the console tab, connected, with the sessions of the agent',
    async () => {
      await openTab(page, 'Console');
      await seen(page.getByText('The runtime’s own pages.'), PAGES_TIMEOUT_MS);
      const pages = page.frameLocator('iframe');
      await seen(pages.getByPlaceholder(/^Message /), PAGES_TIMEOUT_MS);
      await seen(pages.getByText(/^nora-verify/), PAGES_TIMEOUT_MS);
      await visitor.picture('console');
      expect(await violationsOn(page)).toEqual([]);
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it(
    'load themselves again where they stand',
    async () => {
      await framed().evaluate('location.reload()');
      await seen(page.frameLocator('iframe').getByPlaceholder(/^Message /), PAGES_TIMEOUT_MS);
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it('can do nothing in Nora as the one who looks at them', async () => {
    const found = await framed().evaluate(attemptsOn(agentId));
    expect(found).toEqual({
      origin: 'null',
      cookies: 'SecurityError',
      setCookie: 'SecurityError',
      parent: 'SecurityError',
      top: 'SecurityError',
      account: 'TypeError',
      workspaces: 'TypeError',
      stop: 'TypeError',
      embed: 'TypeError',
      terminal: 'Error',
      gateway: 'Error',
    });
    expect(page.url()).toContain('/console');
  });

  it('are shown by no other page, and open in a browser that was not given them never', async () => {
    const address = new URL(framed().url());
    address.pathname = `/api/agents/${agentId}${KEY.exec(address.pathname)?.[0] ?? ''}/`;
    const stranger = await Visitor.arrive();
    try {
      const answer = await stranger.page.goto(address.href);
      expect(answer?.status()).toBe(401);
    } finally {
      await stranger.leave();
    }
  });

  it('bring nothing secret into the browser', async () => {
    const { gatewayToken, sidecarToken, modelKey } = await agentSecretsOf(liveInstance(), agentId);
    const seenTexts = (await Promise.all(traffic)).join('\n');
    expect(seenTexts).toContain('operator.admin');
    for (const secret of [gatewayToken, sidecarToken, modelKey, gatewayHeaderName(gatewayToken)]) {
      expect(seenTexts.includes(secret)).toBe(false);
      expect((await page.content()).includes(secret)).toBe(false);
    }
  });
});
