import { GatewayEmbed, Session } from '@nora/domain';
import { WebSocket } from 'ws';
import { FakeGateway } from '../../testing/fake-gateway';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestTeam } from '../../testing/test-team';

describe('the pages of an agent’s gateway', () => {
  let api: TestApi;
  let gateway: FakeGateway;
  let team: TestTeam;
  let owner: Member;
  let agentId: string;
  let otherId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    gateway = await FakeGateway.listen();
    team = new TestTeam(api);
    owner = await api.member();
    const agents = new TestAgents(api);
    ({ agentId } = await agents.settled(owner, 'Shown'));
    ({ agentId: otherId } = await agents.settled(owner, 'Hidden'));
    await gateway.serveFor(api, agentId);
  });
  beforeEach(() => {
    gateway.answer = (_request, response) => response.end('ok');
  });
  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  /** What was found out for reading is good for half a second. */
  const forgotten = () => new Promise((resolve) => setTimeout(resolve, 550));
  const base = () => `/api/agents/${agentId}/gateway`;

  interface Opened {
    url: string;
    key: string;
    cookie: string;
  }

  async function open(member: Member): Promise<Opened> {
    const { status, body } = await member.client.post(`${base()}/embed`, {});
    expect([status, Date.parse(body['expiresAt'] as string) - Date.now() > 14 * 60_000]).toEqual([201, true]);
    const url = body['url'] as string;
    return { url, key: url.split('/').at(-2) ?? '', cookie: member.client.cookies.get('nora_embed') ?? '' };
  }

  /** What a page without an origin asks for. */
  const fromPage = (path: string, init: RequestInit = {}) =>
    fetch(api.url + path, {
      redirect: 'manual',
      ...init,
      headers: { origin: 'null', 'sec-fetch-dest': 'empty', ...init.headers },
    });
  const navigation = (path: string, cookie: string) =>
    fetch(api.url + path, { headers: { 'sec-fetch-dest': 'document', accept: 'text/html', cookie } });
  const codeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  it('open with the cookie, and what they ask for needs the key in their address', async () => {
    const { url, cookie } = await open(owner);
    expect(url).toMatch(new RegExp(`^${base()}/embed/[0-9a-f]{64}/$`));
    expect(cookie).toMatch(/^nora_embed=[\w-]{43}$/);
    gateway.answer = (_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<head></head><script src="${base()}/assets/a.js">`);
    const page = await navigation(url, cookie);
    expect(gateway.last.url).toBe(`${base()}/`);
    const html = await page.text();
    expect(html).toContain(`<script src="${url}assets/a.js">`);
    expect(html).toMatch(/^<head><script>/);
    expect(page.headers.get('content-length')).toBe(String(Buffer.byteLength(html)));
    expect(page.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    gateway.answer = (_request, response) =>
      response.setHeader('content-type', 'text/javascript').end(`"${base()}"`);
    const script = await fromPage(`${url}assets/a.js`);
    expect([script.status, await script.text()]).toEqual([200, `"${base()}"`]);
    expect(script.headers.get('access-control-allow-origin')).toBe('null');
    const ask = {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    };
    const asked = await fromPage(`${url}v1/x`, ask);
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([204, 'content-type']);
  });

  it('come in a cookie that a browser sends to this gateway alone', async () => {
    const answer = await owner.client.call('POST', `${base()}/embed`, {});
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(new RegExp(`; Max-Age=900; Path=${base()}; .*HttpOnly; SameSite=Strict$`));
  });

  it('do not open by their address alone, nor by another cookie', async () => {
    const { url } = await open(owner);
    const other = await open(await team.join(owner, 'admin'));
    expect(await codeOf(await navigation(url, ''))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await navigation(url, other.cookie))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await navigation(url, owner.client.cookie ?? ''))).toEqual([401, 'unauthenticated']);
    // A page that loads itself again in its frame sends no cookie.
    expect((await fromPage(url, { headers: { 'sec-fetch-dest': 'iframe' } })).status).toBe(200);
    const plain = await fetch(api.url + url, { headers: { accept: 'text/html,*/*' } });
    expect(await codeOf(plain)).toEqual([401, 'unauthenticated']);
  });

  it('can be turned into nothing else', async () => {
    const { key, cookie } = await open(owner);
    const embed = cookie.replace('nora_embed=', '');
    const { workspaceId } = owner;
    const paths = [
      ...[
        '/api/auth/me',
        '/api/workspaces',
        `/api/workspaces/${workspaceId}/agents`,
        `/api/agents/${agentId}`,
      ],
      ...[
        `/api/agents/${agentId}/logs`,
        `${base()}/`,
        `${base()}/v1/models`,
        `/api/agents/${otherId}/gateway/`,
      ],
      ...[`/api/agents/${agentId}/files/roots`, '/api/events/stream'],
    ];
    const attempts: Record<string, string>[] = [
      { cookie },
      { cookie: `nora_session=${embed}` },
      { cookie: `nora_session=${key}` },
      { authorization: `Bearer ${embed}` },
      { authorization: `Bearer ${key}` },
    ];
    for (const path of paths) {
      for (const headers of attempts) {
        const answer = await fetch(api.url + path, { headers });
        expect([path, headers, ...(await codeOf(answer))]).toEqual([path, headers, 401, 'unauthenticated']);
      }
    }
    const elsewhere = await fromPage(`/api/agents/${otherId}/gateway/embed/${key}/v1/models`, {
      headers: { cookie },
    });
    expect(await codeOf(elsewhere)).toEqual([401, 'unauthenticated']);
    const again = await fromPage(`${base()}/embed`, { method: 'POST', headers: { cookie } });
    expect(await codeOf(again)).toEqual([401, 'unauthenticated']);
  });

  it('act in the role of the one who opened them', async () => {
    const { url } = await open(await team.join(owner, 'viewer'));
    expect((await fromPage(`${url}v1/models`)).status).toBe(200);
    expect(Object.values(gateway.last.headers)).toContain('viewer@nora.local');
    expect(await codeOf(await fromPage(`${url}v1/x`, { method: 'POST' }))).toEqual([403, 'forbidden']);
    const own = await open(owner);
    const sent = await fromPage(`${own.url}v1/x`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(sent.status).toBe(200);
    const [entry] = await team.audit(owner, 'agent.gateway-request');
    expect(entry).toMatchObject({ actorId: owner.userId, details: { path: '/v1/x' } });
    expect(JSON.stringify(await team.audit(owner, 'agent.gateway-request'))).not.toContain(own.key);
  });

  it('stay open as long as Nora’s page asks for it, at the same address', async () => {
    const member = await team.join(owner, 'viewer');
    const first = await open(member);
    await api.dataSource.query(`UPDATE gateway_embeds SET expires_at = now() + interval '1 minute'`);
    const second = await open(member);
    expect(second.url).toBe(first.url);
    const [row] = await api.dataSource.manager.find(GatewayEmbed, { order: { updatedAt: 'DESC' } });
    expect(row!.expiresAt.getTime() - Date.now()).toBeGreaterThan(14 * 60_000);
    const opened = await team.audit(owner, 'agent.gateway-open');
    expect(opened.filter(({ actorId }) => actorId === member.userId)).toHaveLength(1);
    await api.dataSource.query(`UPDATE gateway_embeds SET expires_at = now() - interval '1 second'`);
    await forgotten();
    expect(await codeOf(await fromPage(`${first.url}v1/models`))).toEqual([401, 'unauthenticated']);
    expect((await open(member)).url).not.toBe(first.url);
  });

  it('end with the session that opened them, WebSockets too', async () => {
    const member = await team.join(owner, 'editor');
    const { url } = await open(member);
    gateway.connected = (socket) => socket.send('hello');
    const socket = new WebSocket(api.url.replace('http', 'ws') + url.slice(0, -1), {
      headers: { origin: 'null' },
    });
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
    expect(gateway.last.url).toBe(base());
    const over = new Promise((resolve) => socket.once('close', resolve));
    await api.dataSource.manager.update(Session, { userId: member.userId }, { revokedAt: new Date() });
    await forgotten();
    expect(await codeOf(await fromPage(`${url}v1/models`))).toEqual([401, 'unauthenticated']);
    await over;
  });

  it('end with the membership of the one who opened them', async () => {
    const member = await team.join(owner, 'editor');
    const { url } = await open(member);
    await api.dataSource.query('DELETE FROM workspace_members WHERE user_id = $1 AND workspace_id = $2', [
      member.userId,
      owner.workspaceId,
    ]);
    await forgotten();
    expect(await codeOf(await fromPage(`${url}v1/models`))).toEqual([404, 'not_found']);
  });

  it('are opened in a session, by somebody of the workspace, while the agent runs', async () => {
    const { body } = await owner.client.post(`/api/workspaces/${owner.workspaceId}/api-keys`, {
      name: 'K',
      scopes: ['agents:read'],
    });
    const byKey = await fetch(`${api.url}${base()}/embed`, {
      method: 'POST',
      headers: { authorization: `Bearer ${body['key'] as string}` },
    });
    expect(await codeOf(byKey)).toEqual([403, 'session_required']);
    const mallory = await api.member('Mallory');
    expect((await mallory.client.post(`${base()}/embed`, {})).body).toMatchObject({ code: 'not_found' });
    const stopped = await owner.client.post(`/api/agents/${otherId}/gateway/embed`, {});
    expect(stopped.body).toMatchObject({ status: 409, code: 'agent_not_running' });
  });
});
