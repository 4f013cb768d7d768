import { gatewayHeaderName } from '@nora/runtime-contract';
import { agentSecretsOf, encryptionKeyOf, liveInstance, secretsOf } from '@nora/testing';
import type { Page } from 'playwright-core';
import { type AgentTab, DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent } from '../support/agents';
import { pageHeaders, remove } from '../support/api';
import { disguisesOf } from '../support/disguises';
import { type RecordedLine, layRecordedLine } from '../support/recorded-line';
import { Visitor, gone, seen } from '../support/visitor';

const PAGES_TIMEOUT_MS = 60_000;
const FILE = 'canary.txt';
/** No secret; it lies in a file in every disguise, so that the search is seen to find each. */
const CANARY = `canary-${Date.now()}-änd/so+on=~~~???`;
const HIDDEN = [
  CANARY,
  encodeURIComponent(CANARY),
  [...Buffer.from(CANARY)].map((byte) => `%${byte.toString(16)}`).join(''),
  Buffer.from(CANARY).toString('hex'),
  ...['', 'a', 'bc'].flatMap((before) =>
    (['base64', 'base64url'] as const).map((form) => Buffer.from(`${before}${CANARY}def`).toString(form)),
  ),
];

/** Everything that scripts of a page could have kept in the browser. */
const KEPT = `(async () => {
  const attempt = (read) => { try { return read(); } catch { return null; } };
  const kept = [attempt(() => ({ ...localStorage })), attempt(() => ({ ...sessionStorage })), attempt(() => document.cookie)];
  for (const { name } of (await attempt(() => indexedDB.databases())?.catch(() => [])) ?? []) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      kept.push(await new Promise((resolve, reject) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve([name, store, request.result]);
        request.onerror = () => reject(request.error);
      }));
    }
    database.close();
  }
  for (const name of (await attempt(() => caches.keys())?.catch(() => [])) ?? []) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push([request.url, await (await cache.match(request)).text()]);
  }
  return JSON.stringify(kept);
})()`;

describe('everything that a browser gets to see of an agent', () => {
  const instance = liveInstance();
  /** What has stood in pages and in what they keep. */
  const shown: string[] = [];
  let line: RecordedLine;
  let visitor: Visitor;
  let page: Page;
  let agentId: string;

  beforeAll(async () => {
    line = await layRecordedLine();
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agentId = await openRunningAgent(page);
    const answer = await page.request.put(
      `/api/agents/${agentId}/files/content?root=workspace&path=${FILE}`,
      {
        headers: { ...pageHeaders(), 'if-none-match': '*', 'content-type': 'application/octet-stream' },
        data: Buffer.from(HIDDEN.join('\n')),
      },
    );
    expect(answer.status()).toBe(200);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(async () => {
    await remove(page, `/api/agents/${agentId}/files?root=workspace&path=${FILE}`);
    await visitor.leave();
    await line.close();
  });

  /** Notes what stands in the page and its frames, and what they keep. */
  async function look(): Promise<void> {
    for (const frame of page.frames()) shown.push(await frame.content(), await frame.evaluate<string>(KEPT));
    shown.push(JSON.stringify(await page.context().storageState({ indexedDB: true })));
  }

  const terminalShows = (text: string) =>
    seen(page.locator('.xterm-rows').filter({ hasText: text }), PAGES_TIMEOUT_MS);

  /** What is done on a tab, so that all it can show is there. */
  const acts: Readonly<Partial<Record<string, () => Promise<unknown>>>> = {
    Overview: () => seen(page.getByRole('region', { name: 'Facts' })),
    Chat: async () => {
      await page.getByRole('link', { name: 'New', exact: true }).click();
      await seen(page.getByRole('heading', { name: 'Say something' }));
      await page.getByRole('textbox', { name: 'Message' }).fill('Please think, then use a tool');
      await page.keyboard.press('Enter');
      await seen(page.getByRole('button', { name: 'Stop the answer' }));
      await gone(page.getByRole('button', { name: 'Stop the answer' }), OPERATION_TIMEOUT_MS);
      await seen(page.getByText(/tokens read/));
    },
    Terminal: async () => {
      await terminalShows(':~$');
      await page.getByRole('textbox', { name: 'Terminal input' }).focus();
      await page.keyboard.type(
        'env; ps -eo args | cat; cat ~/.openclaw/openclaw.json; echo said-$((40 + 2))\n',
      );
      await terminalShows('said-42');
    },
    Logs: () => seen(page.getByRole('log', { name: 'Log lines' }).getByText(/gateway/)),
    Files: async () => {
      await page.goto(`${line.url}/app/agents/${agentId}/files?root=workspace&file=${FILE}`);
      await seen(page.getByRole('textbox', { name: `Content of ${FILE}` }));
    },
    Metrics: () => seen(page.getByRole('region', { name: 'CPU', exact: true }).getByRole('img')),
    Console: async () => {
      await seen(page.getByText('The runtime’s own pages.'), PAGES_TIMEOUT_MS);
      await seen(page.frameLocator('iframe').getByPlaceholder(/^Message /), PAGES_TIMEOUT_MS);
    },
  };

  it(
    'is recorded over all its tabs, as the one who may do most',
    async () => {
      await page.goto(`${line.url}/app/agents/${agentId}/overview`);
      const tabs = await (await seen(page.getByRole('tab'))).allInnerTexts();
      expect(tabs).toEqual(
        expect.arrayContaining<AgentTab>(['Overview', 'Chat', 'Terminal', 'Logs', 'Files']),
      );
      for (const tab of tabs) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        await page.waitForURL(({ pathname }) => pathname.endsWith(`/${tab.toLowerCase()}`));
        await acts[tab]?.();
        await gone(page.getByRole('tabpanel').locator('nora-skeleton'), PAGES_TIMEOUT_MS);
        await look();
      }
      await visitor.picture('nothing-secret');
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it.each([
    ['Overview', /"runtimeFamily":"openclaw"/],
    ['Chat', /event: delta\r?\ndata: \{"text":"/],
    ['Chat, its tool', /event: tool\r?\ndata: .*date -u/],
    ['Terminal', /said-42/],
    ['Logs', /event: line\r?\n/],
    ['Files', /"path":"AGENTS\.md"/],
    ['Metrics', /"unit":"/],
    ['Console, its pages', /<openclaw-app/],
    ['Console, its connection', /"scopes":\["operator\.read","operator\.write"/],
  ])('has in it what stands on %s', (_, pattern) => {
    expect(line.heard().some((text) => pattern.test(text))).toBe(true);
  });

  it('is searched by a search that finds every disguise', () => {
    const [heard, kept] = [line.heard().join('\n'), shown.join('\n')];
    expect(disguisesOf(CANARY).filter((form) => !heard.includes(form))).toEqual([]);
    expect(kept).toContain(CANARY);
    expect(kept).toContain('nora_session');
  });

  it('has nothing secret in it', async () => {
    const { gatewayToken, sidecarToken, modelKey } = await agentSecretsOf(instance, agentId);
    const secrets: Record<string, string> = {
      ...{ gatewayToken, sidecarToken, modelKey, gatewayHeader: gatewayHeaderName(gatewayToken) },
      ...secretsOf(instance),
      encryptionKey: encryptionKeyOf(instance),
    };
    // What marks the containers of an instance is in no way secret.
    delete secrets['installationId'];
    const texts = [...line.heard(), ...shown];
    const found = Object.entries(secrets).flatMap(([name, secret]) => {
      expect([name, secret.length > 15]).toEqual([name, true]);
      const forms = disguisesOf(secret);
      return texts.some((text) => forms.some((form) => text.includes(form))) ? [name] : [];
    });
    expect(found).toEqual([]);
  });
});
