import { createHash, randomBytes } from 'node:crypto';
import { CSRF_HEADER } from '@nora/contracts';
import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { startEdge, type Edge } from '../nginx-edge';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent } from '../support/agents';
import { recordTexts } from '../support/growth';
import { ADMINISTRATOR, Visitor, seen } from '../support/visitor';
import { GatewayLine } from '../support/web-sockets';

const PAGES_TIMEOUT_MS = 60_000;
const QUESTION = 'Who is behind the edge?';
const BIG_BYTES = 40 * 1024 * 1024;
/** The runtime's own pages ask for what is not there, and for pictures from somewhere in the world. */
const OF_THE_RUNTIME = /\/gateway\/embed\//;

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe(`an agent on ${liveInstance().target}, in the browser through the edge`, () => {
  let edge: Edge;
  let visitor: Visitor;
  let page: Page;
  let agentId: string;

  beforeAll(async () => {
    edge = await startEdge(new URL(liveInstance().url).host.replace('localhost', '127.0.0.1'));
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agentId = await openRunningAgent(page);
    // The edge is another host, which has its own session.
    await visitor.logIn(ADMINISTRATOR, `${edge.url}/login`);
    await page.waitForURL(`${edge.url}/app/**`);
    visitor.takeFaults();
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults().filter((fault) => !OF_THE_RUNTIME.test(fault))).toEqual([]);
  });

  afterAll(async () => {
    await visitor?.leave();
    await edge?.stop();
  });

  const open = (tab: string) => page.goto(`${edge.url}/app/agents/${agentId}/${tab}`);
  const live = () => seen(page.getByRole('main').getByText('Live', { exact: true }), PAGES_TIMEOUT_MS);

  it(
    'answers piece by piece: the first text is there before the last',
    async () => {
      await open('chat?session=new');
      await seen(page.getByRole('heading', { name: 'Say something' }));
      await page.getByRole('textbox', { name: 'Message' }).fill(QUESTION);
      await page.keyboard.press('Enter');
      const thread = page.getByRole('group', { name: 'Conversation' });
      await seen(thread.getByText(QUESTION));
      const history = await recordTexts(thread);
      await seen(thread.getByText(/tokens read/), OPERATION_TIMEOUT_MS);
      const growing = (await history.texts()).filter((text) => text.includes('Hello, I am'));
      const begun = growing.filter((text) => !text.includes('in the settings of this agent'));
      expect(begun.length).toBeGreaterThan(3);
      expect(growing.length).toBeGreaterThan(begun.length);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'shows the runtime’s own pages, connected',
    async () => {
      await open('console');
      const pages = page.frameLocator('iframe');
      await seen(pages.getByPlaceholder(/^Message /), PAGES_TIMEOUT_MS);
      await seen(pages.getByRole('link').filter({ hasText: QUESTION }), PAGES_TIMEOUT_MS);
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it(
    'has a log that goes on by itself',
    async () => {
      await open('logs');
      await live();
      const { line, hello } = await GatewayLine.connect(page, agentId, ['operator.read'], edge.url);
      line.close();
      const { server } = hello.payload as { server: { connId: string } };
      await seen(page.getByRole('log', { name: 'Log lines' }).getByText(server.connId), PAGES_TIMEOUT_MS);
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it(
    'has a terminal',
    async () => {
      await open('terminal');
      await live();
      const screen = page.locator('.xterm-rows');
      await seen(screen.filter({ hasText: ':~$' }), PAGES_TIMEOUT_MS);
      await page.getByRole('textbox', { name: 'Terminal input' }).focus();
      await page.keyboard.type('echo through-$((40 + 2))\n');
      await seen(screen.filter({ hasText: 'through-42' }), PAGES_TIMEOUT_MS);
      await visitor.picture('edge-terminal');
      await page.keyboard.type('exit\n');
      await seen(page.getByText('The shell ended with code 0.'));
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it(
    'has metrics that move',
    async () => {
      await open('metrics');
      await live();
      await seen(page.getByRole('region', { name: 'CPU', exact: true }).getByRole('img'), PAGES_TIMEOUT_MS);
    },
    2 * PAGES_TIMEOUT_MS,
  );

  it(
    'takes a file of 40 MB, and gives it back identical',
    async () => {
      const place = new URLSearchParams({ root: 'workspace', path: `edge-${Date.now()}.bin` }).toString();
      const files = `${edge.url}/api/agents/${agentId}/files`;
      const headers = { [CSRF_HEADER]: '1', origin: edge.url };
      const data = randomBytes(BIG_BYTES);
      const sent = await page.request.put(`${files}/content?${place}`, {
        headers: { ...headers, 'if-none-match': '*', 'content-type': 'application/octet-stream' },
        ...{ data, timeout: PAGES_TIMEOUT_MS },
      });
      expect(sent.status()).toBe(200);
      const back = await page.request.get(`${files}/download?${place}`, { timeout: PAGES_TIMEOUT_MS });
      expect(hashOf(await back.body())).toBe(hashOf(data));
      expect((await page.request.delete(`${files}?${place}`, { headers })).ok()).toBe(true);
    },
    3 * PAGES_TIMEOUT_MS,
  );
});
