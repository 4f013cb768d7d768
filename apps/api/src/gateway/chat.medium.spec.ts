import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, AuditEntry, Session } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const SSE = { 'content-type': 'text/event-stream' };

describe('a chat', () => {
  let api: TestApi;
  let owner: Member;
  let agentId: string;
  let gateway: Server;
  let answer: Answer;

  beforeAll(async () => {
    gateway = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => answer(request, response, body));
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    api = await startTestApi([new TestAccess()]);
    owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Chatty'),
    );
    agentId = (body as { agent: { id: string } }).agent.id;
    await recordEndpoint((gateway.address() as AddressInfo).port);
  });

  afterAll(async () => {
    await api.close();
    gateway.closeAllConnections();
    gateway.close();
  });

  async function recordEndpoint(port: number, host = '127.0.0.1', status: Agent['status'] = 'running') {
    const endpoints = { gateway: { host, port }, sidecar: { host, port } };
    await api.dataSource.manager.update(Agent, { id: agentId }, { status, endpoints });
  }

  const path = () => `/api/agents/${agentId}/gateway/chat`;
  const say = (body: object) => owner.client.stream(path(), { body });
  const refusal = (body: object = { message: 'hello' }) => owner.client.post(path(), body);

  it('hands the message to the gateway with its token, and relays the answer as it arrives', async () => {
    let release: () => void = () => undefined;
    let seen: { headers: IncomingMessage['headers']; url: string | undefined; body: unknown } | undefined;
    answer = ({ headers, url }, response, body) => {
      seen = { headers, url, body: JSON.parse(body) };
      response.writeHead(200, SSE);
      response.write(chunk('Hel'));
      release = () => {
        const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
        response.end(
          `${chunk('lo\nthere')}data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`,
        );
      };
    };
    const stream = await say({ message: 'How are you?', sessionKey: 'agent:main:test' });
    await stream.waitFor(({ event }) => event === 'delta');
    expect(stream.events.map(({ data }) => data)).toEqual([{ text: 'Hel' }]);
    release();
    const done = await stream.waitFor(({ event }) => event === 'done');
    expect(stream.events[1]?.data).toEqual({ text: 'lo\nthere' });
    const usage = { promptTokens: 3, completionTokens: 2, totalTokens: 5 };
    expect(done.data).toEqual({ sessionKey: 'agent:main:test', usage });
    await stream.ended;
    expect(seen).toMatchObject({
      url: '/v1/chat/completions',
      headers: {
        'x-openclaw-scopes': expect.stringContaining('operator.write'),
        'x-openclaw-session-key': 'agent:main:test',
      },
      body: {
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: 'user', content: 'How are you?' }],
      },
    });
    const secrets = Object.entries(seen?.headers ?? {}).filter(([name]) => name.startsWith('x-nora-'));
    expect(secrets).toEqual([[expect.stringMatching(/^x-nora-[0-9a-f]{40}$/), 'admin@nora.local']]);
    expect(seen?.headers).not.toHaveProperty('cookie');
    expect(seen?.headers).not.toHaveProperty('authorization');
    const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, { action: 'agent.chat' });
    expect(JSON.stringify(entry)).not.toContain('How are you?');
  });

  it('begins a conversation of its own without a key', async () => {
    answer = (_request, response) => response.writeHead(200, SSE).end(`${chunk('x')}data: [DONE]\n\n`);
    const keys = new Set<unknown>();
    for (let turn = 0; turn < 2; turn += 1) {
      const stream = await say({ message: 'hello' });
      keys.add((await stream.waitFor(({ event }) => event === 'done')).data['sessionKey']);
    }
    expect(keys.size).toBe(2);
  });

  it('is given up at the gateway when the reader goes away', async () => {
    const gone = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve);
        response.writeHead(200, SSE).write(chunk('once upon a time'));
      };
    });
    const stream = await say({ message: 'Tell me a long story' });
    await stream.waitFor(({ event }) => event === 'delta');
    stream.close();
    await gone;
  });

  it('is given up before it began when the reader does not wait', async () => {
    let closed: Promise<void> | undefined;
    const arrived = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        closed = new Promise((done) => response.on('close', () => done()));
        resolve();
      };
    });
    const closing = new AbortController();
    const waiting = fetch(api.url + path(), {
      ...{ method: 'POST', signal: closing.signal, body: '{"message":"hello"}' },
      headers: {
        ...{ cookie: owner.client.cookie ?? '', origin: api.url },
        ...{ 'x-nora-csrf': '1', 'content-type': 'application/json' },
      },
    }).catch(() => null);
    await arrived;
    closing.abort();
    await Promise.all([waiting, closed]);
  });

  it('says in the stream when the agent fails in the middle', async () => {
    answer = (_request, response) => {
      response.writeHead(200, SSE).write(chunk('I will'));
      setTimeout(() => response.destroy(), 50);
    };
    const stream = await say({ message: 'hello' });
    expect((await stream.waitFor(({ event }) => event === 'error')).data).toMatchObject({
      code: 'runtime_unreachable',
    });
    answer = (_request, response) =>
      response.writeHead(200, SSE).end('data: {"error":{"message":"no model"}}\n\n');
    const other = await say({ message: 'hello' });
    expect((await other.waitFor(({ event }) => event === 'error')).data).toMatchObject({
      ...{ code: 'runtime_refused', detail: expect.stringContaining('no model') },
    });
  });

  it('follows no redirect and takes no page for an answer', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
  });

  it('tells an agent that an older release deployed from one that fails', async () => {
    answer = (_request, response) => response.writeHead(401).end('{}');
    expect((await refusal()).body).toMatchObject({
      ...{ status: 502, code: 'runtime_refused', detail: expect.stringContaining('Redeploy it') },
    });
  });

  it('refuses what it cannot begin, as a problem document', async () => {
    const { port } = gateway.address() as AddressInfo;
    expect((await refusal({ message: '' })).body).toMatchObject({ code: 'validation_failed' });
    expect((await refusal({ message: 'x'.repeat(32_001) })).body).toMatchObject({
      code: 'validation_failed',
    });
    expect((await refusal({ message: 'x', sessionKey: '../x' })).body).toMatchObject({
      code: 'validation_failed',
    });
    await recordEndpoint(port, '127.0.0.1', 'stopped');
    expect((await refusal()).body).toMatchObject({ status: 409, code: 'agent_not_running' });
    await recordEndpoint(1_024);
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_unreachable' });
    await recordEndpoint(443);
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    await recordEndpoint(port, '169.254.169.254');
    expect((await refusal()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    await recordEndpoint(port);
  });

  it('ends with the session of the one who began it', async () => {
    const guest = await api.member();
    const { workspaceId } = owner;
    await api.dataSource.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'editor')`,
      [workspaceId, guest.userId],
    );
    const gone = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve);
        response.writeHead(200, SSE).write(chunk('still talking'));
      };
    });
    const stream = await guest.client.stream(path(), { body: { message: 'hello' } });
    await stream.waitFor(({ event }) => event === 'delta');
    await api.dataSource.manager.update(Session, { userId: guest.userId }, { revokedAt: new Date() });
    await Promise.all([stream.ended, gone]);
    expect(stream.events.map(({ event }) => event)).not.toContain('done');
  });
});
