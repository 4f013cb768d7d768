import { Agent, AuditEntry, Session } from '@nora/domain';
import { TestAccess, newAgent } from '../../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import type { TestStream } from '../../testing/test-client';
import { GatewayRefusal, TestGateway } from '../../testing/test-gateway';

const KEY = 'agent:main:test';

describe('a chat', () => {
  const gateway = new TestGateway();
  let api: TestApi;
  let owner: Member;
  let agentId: string;
  let running: boolean;

  beforeAll(async () => {
    await gateway.listen();
    api = await startTestApi([new TestAccess()]);
    owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Chatty'),
    );
    agentId = (body as { agent: { id: string } }).agent.id;
    await recordEndpoint(gateway.port);
  });

  beforeEach(() => {
    running = false;
    gateway.refuseWith = null;
    gateway.calls.length = 0;
    gateway.handlers.set('sessions.describe', ({ key }) => ({ session: { key, hasActiveRun: running } }));
    gateway.handlers.set('sessions.create', () => ({ ok: true }));
    gateway.handlers.set('chat.abort', () => ({ ok: true, aborted: true }));
    gateway.handlers.set('chat.send', ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }));
    gateway.handlers.set('chat.history', () => ({ messages: [], hasMore: false }));
  });

  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  async function recordEndpoint(port: number, host = '127.0.0.1', status: Agent['status'] = 'running') {
    const endpoints = { gateway: { host, port }, sidecar: { host, port } };
    await api.dataSource.manager.update(Agent, { id: agentId }, { status, endpoints });
  }

  const path = () => `/api/agents/${agentId}/gateway/chat`;
  const say = (body: object, client = owner.client) => client.stream(path(), { body });
  const refusal = (body: object = { message: 'hello' }) => owner.client.post(path(), body);

  async function begin(body: object = {}, client = owner.client): Promise<{ stream: TestStream; run: Run }> {
    const stream = await say({ message: 'hello', sessionKey: KEY, ...body }, client);
    const { data } = await stream.waitFor(({ event }) => event === 'start');
    return { stream, run: new Run(gateway, String(data['sessionKey']), String(data['runId'])) };
  }

  it('hands the message to the gateway as who sends it, and relays what happens as it happens', async () => {
    const { stream, run } = await begin({ message: 'How are you?' });
    run.chat({ state: 'status', phase: 'starting_model' });
    run.agent('thinking', { text: 'Let me', delta: 'Let me' });
    run.agent('assistant', { text: 'Hel', itemId: '1' });
    await stream.waitFor(({ event }) => event === 'delta');
    run.tool({ phase: 'start', name: 'exec', toolCallId: 'c1', args: { command: 'date' } });
    run.tool({
      phase: 'result',
      name: 'exec',
      toolCallId: 'c1',
      result: { content: [{ type: 'text', text: 'Tue' }] },
    });
    run.agent('assistant', { text: 'Hello', itemId: '1' });
    run.chat({ state: 'delta', message: { content: [{ type: 'text', text: 'Hello' }] } });
    run.written({ input: 3, output: 2, totalTokens: 5 });
    run.final();
    await stream.ended;
    expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
      ['start', { sessionKey: KEY, runId: run.runId }],
      ['status', { phase: 'starting_model' }],
      ['thinking', { text: 'Let me' }],
      ['delta', { text: 'Hel' }],
      ['tool', { id: 'c1', name: 'exec', phase: 'start', input: '{\n  "command": "date"\n}' }],
      ['tool', { id: 'c1', name: 'exec', phase: 'result', output: 'Tue', isError: false }],
      ['delta', { text: 'lo' }],
      [
        'done',
        {
          ...{ sessionKey: KEY, runId: run.runId },
          usage: { promptTokens: 3, completionTokens: 2, totalTokens: 5 },
        },
      ],
    ]);
    expect(gateway.callsOf('chat.send')).toEqual([
      {
        ...{ id: expect.any(String), method: 'chat.send' },
        identity: 'admin@nora.local',
        params: { sessionKey: KEY, message: 'How are you?', idempotencyKey: run.runId },
      },
    ]);
    expect(gateway.callsOf('chat.abort')).toEqual([]);
    const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, { action: 'agent.chat' });
    expect(JSON.stringify(entry)).not.toContain('How are you?');
  });

  it('begins a conversation of its own without a key, named for what is said first', async () => {
    gateway.handlers.set('sessions.describe', () => ({ session: null }));
    const keys = new Set<string>();
    for (let turn = 0; turn < 2; turn += 1) {
      const { stream, run } = await begin({ message: '  What\nis new? ', sessionKey: undefined });
      run.final();
      await stream.ended;
      keys.add(run.sessionKey);
    }
    expect(keys.size).toBe(2);
    expect(gateway.callsOf('sessions.create')[0]?.params).toEqual({
      ...{ key: expect.stringMatching(/^agent:main:nora:/), displayName: 'What is new?' },
    });
  });

  it('shares one connection for each role', async () => {
    const turns = await Promise.all([begin({ sessionKey: 'a' }), begin({ sessionKey: 'b' })]);
    for (const { run } of turns) run.final();
    await Promise.all(turns.map(({ stream }) => stream.ended));
    expect(gateway.connections.size).toBe(1);
  });

  it('brings pictures and files along', async () => {
    const attachments = [
      { name: 'C:\\pictures\\dot.png', mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
      { name: 'notes.txt', mediaType: 'text/plain', base64: 'bm90ZXM=' },
    ];
    const { stream, run } = await begin({ message: '', attachments });
    run.final();
    await stream.ended;
    expect(gateway.callsOf('chat.send')[0]?.params['attachments']).toEqual([
      { type: 'image', mimeType: 'image/png', fileName: 'dot.png', content: 'iVBORw0KGgo=' },
      { type: 'file', mimeType: 'text/plain', fileName: 'notes.txt', content: 'bm90ZXM=' },
    ]);
  });

  it('takes files that are larger than other requests, and refuses what no gateway takes', async () => {
    const file = (bytes: number, mediaType = 'text/plain') => ({
      ...{ name: 'a', mediaType, base64: Buffer.alloc(bytes, 65).toString('base64') },
    });
    const { stream, run } = await begin({ attachments: [file(4 * 1024 * 1024)] });
    run.final();
    await stream.ended;
    for (const attachments of [
      [file(4.1 * 1024 * 1024), file(4.1 * 1024 * 1024)],
      [file(6.5 * 1024 * 1024, 'image/png')],
      [{ name: 'a', mediaType: 'text/plain', base64: '%%%%' }],
      [{ name: 'a', mediaType: 'text', base64: 'bm90ZXM=' }],
    ]) {
      expect((await refusal({ message: 'x', attachments })).body).toMatchObject({
        code: 'validation_failed',
      });
    }
    const body = { message: 'x', attachments: [file(12 * 1024 * 1024)] };
    expect((await refusal(body)).body).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('is aborted at the gateway when the reader goes away', async () => {
    const { stream, run } = await begin();
    stream.close();
    await until(() => gateway.callsOf('chat.abort').length > 0);
    expect(gateway.callsOf('chat.abort')[0]?.params).toEqual({ sessionKey: KEY, runId: run.runId });
  });

  it('goes on without its reader where it is detached', async () => {
    const { stream } = await begin({ detached: true });
    stream.close();
    const other = await begin({ sessionKey: 'other' });
    other.run.final();
    await other.stream.ended;
    expect(gateway.callsOf('chat.abort')).toEqual([]);
  });

  it('begins although its reader has gone before that, where it is detached', async () => {
    let created: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (created = resolve));
    gateway.handlers.set('sessions.describe', () => {
      created();
      return { session: null };
    });
    gateway.handlers.set('sessions.create', (_params, { socket }) => {
      const call = gateway.calls.findLast(({ method }) => method === 'sessions.create');
      setTimeout(
        () => socket.send(JSON.stringify({ type: 'res', id: call?.id, ok: true, payload: {} })),
        200,
      );
    });
    const closing = new AbortController();
    const body = JSON.stringify({ message: 'Go on without me', sessionKey: 'left', detached: true });
    const headers = { cookie: owner.client.cookie ?? '', origin: api.url, 'x-nora-csrf': '1' };
    const request = { method: 'POST', body, signal: closing.signal };
    const left = fetch(api.url + path(), {
      ...request,
      headers: { ...headers, 'content-type': 'application/json' },
    }).catch(() => null);
    await asked;
    closing.abort();
    await left;
    await until(() => gateway.callsOf('chat.send').length > 0);
    expect(gateway.callsOf('chat.send')[0]?.params).toMatchObject({ message: 'Go on without me' });
  });

  it('waits for the end of a turn that is about to end, and refuses a second one beside another', async () => {
    running = true;
    setTimeout(() => (running = false), 300);
    const { stream, run } = await begin();
    run.final();
    await stream.ended;
    running = true;
    expect((await refusal({ message: 'x', sessionKey: KEY })).body).toMatchObject({
      ...{ status: 409, code: 'operation_in_progress' },
    });
  });

  it('says in the stream when the agent fails or the turn is stopped', async () => {
    const failed = await begin();
    failed.run.chat({ state: 'error', errorMessage: 'no model' });
    await failed.stream.ended;
    expect(failed.stream.events.at(-1)).toMatchObject({
      ...{ event: 'error', data: { code: 'runtime_refused', detail: 'The agent failed: no model' } },
    });
    const stopped = await begin();
    stopped.run.chat({ state: 'aborted' });
    await stopped.stream.ended;
    expect(stopped.stream.events.at(-1)).toMatchObject({ event: 'done', data: { stopped: true } });
  });

  it('finds the turn again after the connection to the agent was lost', async () => {
    const { stream, run } = await begin();
    run.agent('assistant', { text: 'One ', itemId: '1' });
    await stream.waitFor(({ event }) => event === 'delta');
    gateway.handlers.set('chat.history', () => ({
      ...{ messages: [], inFlightRun: { runId: run.runId, text: 'One two', events: [] } },
    }));
    gateway.drop();
    await stream.waitFor(({ event }) => event === 'missed');
    await stream.waitFor(({ data }) => data['text'] === 'One two');
    run.final();
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual([
      ...['start', 'delta', 'interrupted', 'missed', 'delta', 'done'],
    ]);
  });

  it('tells the end of a turn that ended while the connection was lost', async () => {
    const { stream } = await begin();
    gateway.drop();
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).toEqual(['start', 'interrupted', 'missed', 'done']);
  });

  it('follows no redirect and knows an agent of an older release', async () => {
    gateway.drop();
    gateway.refuseWith = 302;
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    gateway.refuseWith = 401;
    await until(async () => String((await refusal()).body['detail']).includes('Redeploy'));
    gateway.refuseWith = null;
    gateway.handlers.set('chat.send', () => new GatewayRefusal('INVALID_REQUEST', 'not like this'));
    await until(async () => String((await refusal()).body['detail']).includes('not like this'));
  });

  it('refuses what it cannot begin, as a problem document', async () => {
    for (const body of [
      { message: '  ' },
      { message: 'x'.repeat(32_001) },
      { message: 'x', sessionKey: '../x' },
    ]) {
      expect((await refusal(body)).body).toMatchObject({ code: 'validation_failed' });
    }
    await recordEndpoint(gateway.port, '127.0.0.1', 'stopped');
    expect((await refusal()).body).toMatchObject({ status: 409, code: 'agent_not_running' });
    await recordEndpoint(1_025);
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_unreachable' });
    await recordEndpoint(gateway.port, '169.254.169.254');
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    await recordEndpoint(gateway.port);
  });

  it('ends with the session of the one who began it', async () => {
    await until(async () => (await refusal({ message: 'x', sessionKey: 'warm' }).catch(() => null)) !== null);
    const guest = await api.member();
    await api.dataSource.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'editor')`,
      [owner.workspaceId, guest.userId],
    );
    const { stream, run } = await begin({ sessionKey: 'guest' }, guest.client);
    expect(gateway.callsOf('chat.send').at(-1)?.identity).toBe('editor@nora.local');
    await api.dataSource.manager.update(Session, { userId: guest.userId }, { revokedAt: new Date() });
    await stream.ended;
    expect(stream.events.map(({ event }) => event)).not.toContain('done');
    await until(() => gateway.callsOf('chat.abort').some(({ params }) => params['runId'] === run.runId));
  });
});

/** A turn at the test gateway. */
class Run {
  constructor(
    private readonly gateway: TestGateway,
    readonly sessionKey: string,
    readonly runId: string,
  ) {}

  chat(payload: object): void {
    this.gateway.emit('chat', { ...this.place, ...payload });
  }

  agent(stream: string, data: object): void {
    this.gateway.emit('agent', { ...this.place, stream, data });
  }

  tool(data: object): void {
    this.gateway.emit('session.tool', { ...this.place, stream: 'tool', data });
  }

  written(usage: object): void {
    const message = { role: 'assistant', content: [], usage, __openclaw: { id: 'm1', runId: this.runId } };
    this.gateway.emit('session.message', { sessionKey: this.sessionKey, message });
  }

  final(): void {
    this.chat({ state: 'final' });
  }

  private get place(): object {
    return { sessionKey: this.sessionKey, runId: this.runId };
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await holds());) {
    if (Date.now() > deadline) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
