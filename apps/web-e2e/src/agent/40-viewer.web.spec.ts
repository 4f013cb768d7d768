import type { Page } from 'playwright-core';
import { type AgentTab, DEPLOY_TIMEOUT_MS, openRunningAgent } from '../support/agents';
import { get, pageHeaders, post, remove } from '../support/api';
import { comeIn } from '../support/people';
import { newViewerOf } from '../support/viewers';
import { Visitor, gone, seen } from '../support/visitor';
import { type GatewayAnswer, GatewayLine, joinAs } from '../support/web-sockets';

const PAGES_TIMEOUT_MS = 40_000;
const FILE = 'for-viewers.txt';
const CONTENT = 'only to be read\n';
const SCHEDULE = `Kept from viewers ${Date.now()}`;
const SAID = 'What does a viewer get to see?';
/** Names of controls that change something; those that look, narrow or download are none. */
const ACTING = new RegExp(
  '^(Start|Stop|Restart|Redeploy|Restore|Delete|Cancel|Try again|Upload|Files to upload|Send|Message|Rename|End)$|' +
    '^(New|Make|Create|Attach|More for|Review|Save|Run|Change|Roll back|Open another|Put back)\\b|' +
    'is switched on$',
);

const LOOKED_AT = [
  'Overview',
  'Chat',
  'Logs',
  'Files',
  'Metrics',
  'Schedules',
  'Versions',
  'Console',
] as const;
/** The runtime's own pages also ask for what their gateway refuses, and for pictures from somewhere in the world. */
const OF_THE_RUNTIME = /\/gateway\/embed\//;

/** Controls on the page that can be used and would change something, as a screen reader hears of them. */
async function actsOn(page: Page): Promise<string[]> {
  const heard = await page.getByRole('main').ariaSnapshot();
  return heard.split('\n').flatMap((line) => {
    const [, name = ''] = /^\s*- (?:button|switch|textbox|combobox|menuitem) "([^"]*)"/.exec(line) ?? [];
    return ACTING.test(name) && !line.includes('[disabled]') ? [name] : [];
  });
}

describe('a viewer of an agent', () => {
  let administrator: Visitor;
  let viewer: Visitor;
  let page: Page;
  let agentId: string;
  let sessionKey: string;
  let scheduleId: string;

  beforeAll(async () => {
    administrator = await Visitor.signedIn();
    agentId = await openRunningAgent(administrator.page);
    const api = `/api/agents/${agentId}`;
    const schedule = { name: SCHEDULE, cron: '0 3 * * *', timeZone: 'UTC', action: 'stop', enabled: false };
    scheduleId = (await post<{ id: string }>(administrator.page, `${api}/schedules`, schedule)).id;
    const turn = await administrator.page.request.post(`${api}/gateway/chat`, {
      headers: pageHeaders(),
      data: { message: SAID },
      timeout: DEPLOY_TIMEOUT_MS,
    });
    sessionKey = /"sessionKey":"([^"]+)"/.exec(await turn.text())?.[1] ?? '';
    expect(sessionKey).toMatch(/^agent:/);
    await administrator.page.request.put(`${api}/files/content?root=workspace&path=${FILE}`, {
      headers: { ...pageHeaders(), 'if-none-match': '*', 'content-type': 'application/octet-stream' },
      data: Buffer.from(CONTENT),
    });
    viewer = await comeIn(await newViewerOf(agentId));
    ({ page } = viewer);
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(viewer.takeFaults().filter((fault) => !OF_THE_RUNTIME.test(fault))).toEqual([]);
  });

  afterAll(async () => {
    await viewer?.leave();
    const api = `/api/agents/${agentId}`;
    await remove(administrator.page, `${api}/schedules/${scheduleId}`);
    await remove(administrator.page, `${api}/files?root=workspace&path=${FILE}`);
    await administrator.leave();
  });

  const addressOf = (tab: AgentTab) => {
    const query: Partial<Record<AgentTab, string>> = {
      Chat: `?session=${encodeURIComponent(sessionKey)}`,
      Files: '?root=workspace',
    };
    return `/app/agents/${agentId}/${tab.toLowerCase()}${query[tab] ?? ''}`;
  };

  /** What stands on each tab for whoever may look. */
  const contentOf = (tab: AgentTab, on: Page) => {
    const main = on.getByRole('main');
    switch (tab) {
      case 'Overview':
        return main.getByRole('region', { name: 'Facts' });
      case 'Chat':
        return main.getByRole('group', { name: 'Conversation' }).getByText(/demo model/);
      case 'Logs':
        return main.getByRole('log', { name: 'Log lines' }).getByText(/gateway/);
      case 'Files':
        return main.getByRole('table', { name: 'Files' }).getByRole('row', { name: FILE });
      case 'Metrics':
        return main.getByRole('region', { name: 'CPU', exact: true }).getByRole('img');
      case 'Schedules':
        return main.getByRole('row').filter({ hasText: SCHEDULE });
      case 'Versions':
        return main
          .getByText('Version 1', { exact: true })
          .or(main.getByRole('heading', { name: /Version/ }));
      default:
        return main.getByText('You can look and change nothing.');
    }
  };

  it.each(LOOKED_AT)(
    'reads %s, and finds nothing there that acts',
    async (tab) => {
      await page.goto(addressOf(tab));
      await seen(contentOf(tab, page), PAGES_TIMEOUT_MS);
      if (tab === 'Console') {
        await seen(page.frameLocator('iframe').getByRole('link').filter({ hasText: SAID }), PAGES_TIMEOUT_MS);
      }
      expect(await actsOn(page)).toEqual([]);
      await viewer.picture(`viewer-${tab.toLowerCase()}`);
    },
    PAGES_TIMEOUT_MS + 20_000,
  );

  it('would find the controls of somebody who may act', async () => {
    for (const tab of ['Overview', 'Chat', 'Files', 'Schedules'] as const) {
      await administrator.page.goto(addressOf(tab));
      await seen(contentOf(tab, administrator.page));
      expect([tab, (await actsOn(administrator.page)).length]).not.toEqual([tab, 0]);
    }
  });

  it('may do nothing with a file but download it', async () => {
    await page.goto(addressOf('Files'));
    await page.getByRole('button', { name: `Actions for ${FILE}` }).click();
    await seen(page.getByRole('menuitem'));
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([expect.stringContaining('Download')]);
    await page.keyboard.press('Escape');
    await gone(page.getByRole('menuitem'));
  });

  it('is offered neither a terminal nor the settings, and is told why where it knows the address', async () => {
    expect(await page.getByRole('tab').allInnerTexts()).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Terminal|Settings/)]),
    );
    for (const tab of ['Terminal', 'Settings'] as const) {
      await page.goto(addressOf(tab));
      await seen(page.getByRole('heading', { name: 'Your role does not allow this' }));
      expect(await actsOn(page)).toEqual([]);
    }
  });

  it('is refused every call that acts, with its own session', async () => {
    const api = `/api/agents/${agentId}`;
    const session = `${api}/chat/sessions/${encodeURIComponent(sessionKey)}`;
    const schedule = `${api}/schedules/${scheduleId}`;
    const place = { root: 'workspace', path: FILE };
    const query = new URLSearchParams(place).toString();
    const { url: embedded } = await post<{ url: string }>(page, `${api}/gateway/embed`);
    const calls: [method: string, path: string, data?: object | Buffer][] = [
      ['POST', `${api}/gateway/chat`, { message: 'x', sessionKey }],
      ['POST', `${session}/abort`],
      ['PATCH', session, { title: 'x' }],
      ['DELETE', session],
      ['GET', `${api}/exec?cols=80&rows=24`],
      ['GET', `${api}/terminals`],
      ['DELETE', `${api}/terminals/${agentId}`],
      ['PUT', `${api}/files/content?${query}`, Buffer.from('x')],
      ['POST', `${api}/files/directories`, { root: 'workspace', path: 'x' }],
      ['POST', `${api}/files/move`, { root: 'workspace', from: FILE, to: 'x' }],
      ['DELETE', `${api}/files?${query}`],
      ['POST', `${api}/files/trash/${agentId}/restore`],
      ['DELETE', `${api}/files/trash/${agentId}`],
      ['POST', `${api}/schedules`, { name: 'x', cron: '0 3 * * *', timeZone: 'UTC', action: 'stop' }],
      ['PATCH', schedule, { enabled: true }],
      ['DELETE', schedule],
      ['POST', `${schedule}/run`],
      ['POST', `${api}/start`],
      ['POST', `${api}/stop`],
      ['POST', `${api}/restart`],
      ['POST', `${api}/redeploy`],
      ['PATCH', api, { name: 'x' }],
      ['DELETE', api],
      ['POST', `${api}/gateway/tools/invoke`, {}],
      ['PUT', `${api}/gateway/`, {}],
      ['DELETE', `${api}/gateway/`],
      ['POST', `${embedded}tools/invoke`, {}],
    ];
    const answers: [string, number][] = [];
    for (const [method, path, data] of calls) {
      const headers = {
        ...pageHeaders(),
        'if-match': '*',
        'content-type': Buffer.isBuffer(data) ? 'application/octet-stream' : 'application/json',
      };
      const answer = await page.request.fetch(path, { method, headers, ...(data && { data }) });
      answers.push([`${method} ${path}`, answer.status()]);
    }
    expect(answers.filter(([, status]) => status !== 403)).toEqual([]);
    expect(await joinAs(page, `${api}/exec?cols=80&rows=24`)).toBe(403);
    expect(await get(page, api)).toMatchObject({ status: 'running' });
    const kept = await page.request.get(`${api}/files/content?${query}`);
    expect(await kept.text()).toBe(CONTENT);
  });

  it('has a gateway that answers what it reads, and refuses what it would change, whatever it asks to be', async () => {
    const { line, hello } = await GatewayLine.connect(page, agentId, ['operator.admin', 'operator.write']);
    expect(hello).toMatchObject({ ok: true, payload: { protocol: 4, auth: { scopes: ['operator.read'] } } });
    try {
      expect(await line.call('sessions.list', {})).toMatchObject({ ok: true });
      const history = await line.call('chat.history', { sessionKey });
      expect(history.ok).toBe(true);
      expect(JSON.stringify(history.payload)).toContain(SAID);
      const writing: [method: string, params: object][] = [
        ['chat.send', { sessionKey, message: 'x', idempotencyKey: 'x' }],
        ['chat.abort', { sessionKey }],
        ['sessions.patch', { key: sessionKey, label: 'x' }],
        ['sessions.delete', { key: sessionKey }],
        ['cron.remove', { id: 'x' }],
        ['config.set', { raw: '{}', baseHash: 'x' }],
        ['tools.invoke', { name: 'exec', args: { command: 'id' } }],
        ['terminal.open', { cols: 80, rows: 24 }],
        ['agents.files.set', { agentId: 'main', name: 'AGENTS.md', content: 'x' }],
      ];
      const answers: [string, GatewayAnswer][] = [];
      for (const [method, params] of writing) answers.push([method, await line.call(method, params)]);
      const refused = { ok: false, error: expect.objectContaining({ code: 'FORBIDDEN' }) };
      for (const [method, answer] of answers) {
        expect([method, answer]).toEqual([method, expect.objectContaining(refused)]);
        expect(answer.error?.message).toMatch(/^missing scope: operator\./);
      }
    } finally {
      line.close();
    }
  });

  it('would be let do so as an administrator', async () => {
    const { line, hello } = await GatewayLine.connect(administrator.page, agentId, ['operator.admin']);
    expect(JSON.stringify(hello.payload)).toContain('operator.write');
    try {
      const params = { sessionKey, message: 'And an administrator?', idempotencyKey: `${Date.now()}` };
      expect(await line.call('chat.send', params)).toMatchObject({ ok: true });
    } finally {
      line.close();
    }
  });
});
