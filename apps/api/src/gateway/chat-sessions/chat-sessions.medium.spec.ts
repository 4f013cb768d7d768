import { Agent, AuditEntry } from '@nora/domain';
import { TestAccess, newAgent } from '../../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { GatewayRefusal, TestGateway } from '../../testing/test-gateway';

const KEY = 'agent:main:nora:1';

interface Row {
  key: string;
  label?: string;
  displayName?: string;
  hasActiveRun?: boolean;
}

describe('conversations', () => {
  const gateway = new TestGateway();
  let api: TestApi;
  let owner: Member;
  let viewer: Member;
  let agentId: string;
  let rows: Row[];

  beforeAll(async () => {
    await gateway.listen();
    api = await startTestApi([new TestAccess()]);
    [owner, viewer] = [await api.member(), await api.member()];
    await api.dataSource.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'viewer')`,
      [owner.workspaceId, viewer.userId],
    );
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Talker'),
    );
    agentId = (body as { agent: { id: string } }).agent.id;
    const endpoints = {
      gateway: { host: '127.0.0.1', port: gateway.port },
      sidecar: { host: '127.0.0.1', port: gateway.port },
    };
    await api.dataSource.manager.update(Agent, { id: agentId }, { status: 'running', endpoints });
  });

  beforeEach(() => {
    rows = [{ key: KEY, displayName: 'First words' }];
    gateway.calls.length = 0;
    gateway.handlers.set('sessions.describe', ({ key }) => ({
      session: rows.find((row) => row.key === key) ?? null,
    }));
    gateway.handlers.set('chat.history', () => ({ messages: [], hasMore: false }));
  });

  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  const path = (rest = '') => `/api/agents/${agentId}/chat/sessions${rest}`;
  const one = (rest = '', key = KEY) => path(`/${encodeURIComponent(key)}${rest}`);

  it('are listed page by page, as the caller may see them', async () => {
    gateway.handlers.set('sessions.list', ({ offset }) => ({
      sessions: [
        {
          ...{ key: KEY, label: 'Named', lastMessagePreview: 'Bye.', lastInteractionAt: 1_795_560_335_088 },
          ...{ hasActiveRun: true, modelProvider: 'demo', model: 'demo-1', path: '/secret/place' },
        },
        { nonsense: true },
        { key: 'agent:main:nora-verify-1' },
      ],
      nextOffset: offset === 0 ? 2 : null,
    }));
    const first = await viewer.client.get(path('?limit=2&q=nam'));
    expect(first.body['items']).toEqual([
      {
        ...{ key: KEY, title: 'Named', preview: 'Bye.', running: true, model: 'demo/demo-1' },
        updatedAt: '2026-11-24T22:45:35.088Z',
      },
    ]);
    const second = await viewer.client.get(path(`?limit=2&cursor=${String(first.body['nextCursor'])}`));
    expect(second.body['nextCursor']).toBeNull();
    expect(gateway.callsOf('sessions.list')).toMatchObject([
      { identity: 'viewer@nora.local', params: { limit: 2, offset: 0, search: 'nam' } },
      { identity: 'viewer@nora.local', params: { limit: 2, offset: 2 } },
    ]);
    expect((await viewer.client.get(path('?cursor=nonsense'))).body).toMatchObject({
      code: 'validation_failed',
    });
  });

  it('give out their messages, and write down who has read them', async () => {
    const message = { role: 'user', content: 'Hi', __openclaw: { id: 'm1' } };
    gateway.handlers.set('chat.history', ({ offset }) => ({
      messages: [message],
      ...(offset === undefined ? { nextOffset: 50 } : {}),
    }));
    const first = await viewer.client.get(one('/messages'));
    expect(first.body['items']).toMatchObject([{ id: 'm1', parts: [{ type: 'text', text: 'Hi' }] }]);
    const cursor = String(first.body['nextCursor']);
    expect((await viewer.client.get(one(`/messages?cursor=${cursor}`))).body['nextCursor']).toBeNull();
    expect(gateway.callsOf('chat.history')[1]?.params).toMatchObject({ sessionKey: KEY, offset: 50 });
    const entries = await api.dataSource.manager.findBy(AuditEntry, { action: 'agent.chat.read' });
    expect(entries).toMatchObject([{ actorId: viewer.userId, resourceId: agentId }]);
    expect((await viewer.client.get(one('/messages', 'agent:main:none'))).status).toBe(404);
    expect((await viewer.client.get(one('/messages', '../x'))).status).toBe(404);
  });

  it('never show the credential of the gateway, whatever the agent says', async () => {
    await viewer.client.get(path());
    const [connection] = gateway.connections;
    const secret =
      Object.keys(connection?.headers ?? {}).find((name) => /^x-nora-[0-9a-f]{40}$/.test(name)) ?? '?';
    const message = { role: 'assistant', content: `It is ${secret}.`, __openclaw: { id: 'm1' } };
    gateway.handlers.set('chat.history', () => ({ messages: [message] }));
    const { body } = await viewer.client.get(one('/messages'));
    expect(body['items']).toMatchObject([{ parts: [{ text: 'It is [removed].' }] }]);
  });

  it('are renamed by those who may talk, under a title of their own', async () => {
    gateway.handlers.set('sessions.patch', ({ label }) =>
      label === 'Taken' ? new GatewayRefusal('INVALID_REQUEST', 'label already in use: Taken') : { ok: true },
    );
    const renamed = await owner.client.patch(one(), { title: '  New title ' });
    expect(renamed).toMatchObject({ status: 200, body: { key: KEY, title: 'New title' } });
    expect((await owner.client.patch(one(), { title: 'Taken' })).body).toMatchObject({
      ...{ status: 409, code: 'name_taken' },
    });
    expect((await owner.client.patch(one(), { title: ' ' })).status).toBe(422);
    expect((await owner.client.patch(one('', 'none'), { title: 'x' })).status).toBe(404);
    const entries = await api.dataSource.manager.findBy(AuditEntry, { action: 'agent.chat.rename' });
    expect(entries).toMatchObject([{ before: { title: 'First words' }, after: { title: 'New title' } }]);
  });

  it('are deleted with what goes on in them', async () => {
    rows = [{ key: KEY, hasActiveRun: true }];
    gateway.handlers.set('chat.abort', () => ({ ok: true, aborted: true }));
    gateway.handlers.set('sessions.delete', ({ key }) => {
      rows = rows.filter((row) => row.key !== key);
      return { ok: true, deleted: true };
    });
    expect((await owner.client.delete(one())).status).toBe(204);
    expect(gateway.callsOf('chat.abort')).toHaveLength(1);
    expect(gateway.callsOf('sessions.delete')).toMatchObject([
      { identity: 'admin@nora.local', params: { key: KEY, deleteTranscript: true } },
    ]);
    expect((await owner.client.delete(one())).status).toBe(404);
  });

  it('show the same turn to everybody who looks, to a viewer too', async () => {
    const [mine, theirs] = await Promise.all([
      owner.client.stream(one('/stream')),
      viewer.client.stream(one('/stream')),
    ]);
    gateway.handlers.set('sessions.create', () => ({ ok: true }));
    gateway.handlers.set('chat.send', () => ({ ok: true }));
    await Promise.all([mine, theirs].map((stream) => stream.waitFor(({ event }) => event === 'synced')));
    const body = { message: 'Hi', sessionKey: KEY, detached: true };
    const turn = await owner.client.stream(`/api/agents/${agentId}/gateway/chat`, { body });
    const runId = (await turn.waitFor(({ event }) => event === 'start')).data['runId'];
    turn.close();
    const written = { role: 'user', content: 'Hi', __openclaw: { id: 'm1' } };
    gateway.emit('session.message', { sessionKey: KEY, message: written });
    gateway.emit('agent', {
      sessionKey: KEY,
      runId,
      stream: 'assistant',
      data: { text: 'Yes', itemId: 'i' },
    });
    gateway.emit('chat', { sessionKey: KEY, runId, state: 'final' });
    for (const stream of [mine, theirs]) {
      await stream.waitFor(({ event }) => event === 'done');
      expect(stream.events.map(({ event }) => event)).toEqual([
        'synced',
        'message',
        'start',
        'delta',
        'done',
      ]);
      stream.close();
    }
  });

  it('tell a turn that goes on already to somebody who comes later', async () => {
    gateway.handlers.set('chat.history', () => ({
      ...{ messages: [], inFlightRun: { runId: 'r7', text: 'Half of it', events: [] } },
    }));
    const stream = await viewer.client.stream(one('/stream'));
    await stream.waitFor(({ event, data }) => event === 'delta' && data['text'] === 'Half of it');
    expect(stream.events[0]).toMatchObject({ event: 'start', data: { runId: 'r7' } });
    expect((await stream.waitFor(({ event }) => event === 'synced')).data).toEqual({ running: true });
    stream.close();
  });

  it('let a viewer look and nothing else', async () => {
    const { client } = viewer;
    const acts = [
      client.post(`/api/agents/${agentId}/gateway/chat`, { message: 'x' }),
      client.patch(one(), { title: 'x' }),
      client.delete(one()),
      client.post(one('/abort'), {}),
    ];
    for (const answer of await Promise.all(acts)) expect(answer.status).toBe(403);
    expect(gateway.calls.filter(({ method }) => /send|patch|delete|abort/.test(method))).toEqual([]);
    expect((await owner.client.post(one('/abort'), { runId: 'r1' })).body).toEqual({ aborted: true });
    expect(gateway.callsOf('chat.abort')[0]?.params).toEqual({ sessionKey: KEY, runId: 'r1' });
  });

  it('are nobody else’s', async () => {
    const stranger = await api.member();
    for (const rest of [path(), one('/messages'), one('/stream')]) {
      expect((await stranger.client.get(rest)).status).toBe(404);
    }
  });
});
