import { text } from 'node:stream/consumers';
import { Session, WorkspaceMember } from '@nora/domain';
import { FakeGateway } from '../../testing/fake-gateway';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestTeam } from '../../testing/test-team';

describe('the gateway of an agent, through Nora', () => {
  let api: TestApi;
  let gateway: FakeGateway;
  let team: TestTeam;
  let owner: Member;
  let viewer: Member;
  let editor: Member;
  let stranger: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], {
      ...{
        GATEWAY_BODY_LIMIT_MB: '1',
        GATEWAY_HEAD_TIMEOUT_SECONDS: '1',
        GATEWAY_CONNECTIONS_PER_PRINCIPAL: '4',
      },
    });
    gateway = await FakeGateway.listen();
    team = new TestTeam(api);
    [owner, stranger] = [await api.member(), await api.member('Mallory')];
    [viewer, editor] = [await team.join(owner, 'viewer'), await team.join(owner, 'editor')];
    ({ agentId } = await new TestAgents(api).settled(owner, 'Passed'));
  });
  /** What was found out for reading is good for half a second. */
  const forgotten = () => new Promise((resolve) => setTimeout(resolve, 550));

  beforeEach(async () => {
    await gateway.serveFor(api, agentId);
    gateway.answer = (_request, response) => response.end('ok');
  });
  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  const base = () => `/api/agents/${agentId}/gateway`;

  function ask({ client }: Member, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: client.cookie ?? '', origin: api.url, 'x-nora-csrf': '1', ...init.headers };
    return fetch(api.url + base() + path, {
      redirect: 'manual',
      duplex: 'half',
      ...init,
      headers,
    });
  }

  const codeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  it('gets what was asked, as whoever asks is to the runtime, and nothing that is Nora’s to know', async () => {
    let body = '';
    gateway.answer = (request, response) => {
      void text(request).then((sent) => {
        body = sent;
        response
          .writeHead(201, { 'content-type': 'text/plain', 'set-cookie': 'a=b', server: 'x' })
          .end('made');
      });
    };
    const headers = {
      'content-type': 'text/plain',
      'x-forwarded-for': '127.0.0.1',
      'x-openclaw-scopes': 'operator.admin',
    };
    const answer = await ask(editor, '/v1/responses?x=%2F1', { method: 'POST', body: 'hello', headers });
    expect([answer.status, await answer.text(), body]).toEqual([201, 'made', 'hello']);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(gateway.last).toMatchObject({ method: 'POST', url: '/v1/responses?x=%2F1' });
    const seen = gateway.last.headers;
    expect(seen).toMatchObject({
      'x-openclaw-scopes': 'operator.read,operator.write,operator.questions',
      'x-forwarded-for': '192.0.2.1',
      origin: 'https://console.nora.invalid',
    });
    expect(Object.values(seen)).toContain('editor@nora.local');
    for (const name of ['cookie', 'authorization', 'x-nora-csrf']) expect(seen).not.toHaveProperty(name);
    await ask(owner, '/v1/models');
    expect(Object.values(gateway.last.headers)).toContain('admin@nora.local');
    await ask(viewer, '/agents');
    expect(gateway.last.url).toBe(`${base()}/agents`);
    expect(gateway.last.headers['x-openclaw-scopes']).toBe('operator.read');
  });

  it('is looked at by a viewer, who can send nothing', async () => {
    expect((await ask(viewer, '/v1/models')).status).toBe(200);
    const before = gateway.asked.length;
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await codeOf(await ask(viewer, '/v1/responses', { method }))).toEqual([403, 'forbidden']);
    }
    expect(gateway.asked.length).toBe(before);
  });

  it('is not there for strangers, and not for anybody without a session', async () => {
    expect(await codeOf(await ask(stranger, '/v1/models'))).toEqual([404, 'not_found']);
    expect(await codeOf(await fetch(`${api.url}${base()}/`))).toEqual([401, 'unauthenticated']);
    const foreign = await ask(owner, '/v1/x', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(await codeOf(foreign)).toEqual([403, 'csrf_failed']);
  });

  it('takes an API key as far as its scopes go, and never as an admin', async () => {
    const keyWith = async (scopes: string[]) => {
      const path = `/api/workspaces/${owner.workspaceId}/api-keys`;
      const { body } = await owner.client.post(path, { name: scopes.join(), scopes });
      return (method: string) =>
        fetch(`${api.url}${base()}/v1/x`, {
          method,
          headers: { authorization: `Bearer ${body['key'] as string}` },
        });
    };
    const reading = await keyWith(['agents:read']);
    expect((await reading('GET')).status).toBe(200);
    expect(Object.values(gateway.last.headers)).toContain('viewer@nora.local');
    expect(await codeOf(await reading('POST'))).toEqual([403, 'forbidden']);
    const writing = await keyWith(['agents:read', 'agents:write']);
    expect((await writing('POST')).status).toBe(200);
    expect(Object.values(gateway.last.headers)).toContain('editor@nora.local');
    expect(gateway.last.headers).not.toHaveProperty('authorization');
  });

  it('streams both ways, each piece as it comes', async () => {
    gateway.answer = (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      request.on('data', (piece: Buffer) => response.write(`data: ${piece.toString()}\n\n`));
      request.on('end', () => response.end());
    };
    let say: (piece: string | null) => void = () => undefined;
    const body = new ReadableStream({
      start: (controller) => {
        say = (piece) => (piece === null ? controller.close() : controller.enqueue(Buffer.from(piece)));
      },
    });
    say('one');
    const answer = await ask(editor, '/v1/echo', { method: 'POST', body });
    const reader = answer.body!.getReader();
    const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
    expect(await next()).toBe('data: one\n\n');
    say('two');
    expect(await next()).toBe('data: two\n\n');
    say(null);
    expect((await reader.read()).done).toBe(true);
  });

  it('is given up when the reader goes away, and cut off with the session of the reader', async () => {
    const guest = await team.join(owner, 'viewer');
    const opened = () =>
      new Promise<void>((resolve) => {
        gateway.answer = (_request, response) => {
          response.on('close', resolve);
          response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n');
        };
      });
    const leaving = new AbortController();
    const left = opened();
    await ask(guest, '/events', { signal: leaving.signal });
    leaving.abort();
    await left;
    const cut = opened();
    const answer = await ask(guest, '/events');
    await api.dataSource.manager.update(Session, { userId: guest.userId }, { revokedAt: new Date() });
    await cut;
    await expect(answer.text()).rejects.toThrow();
  });

  it('shows nobody the credential that lets Nora in', async () => {
    gateway.answer = ({ headers }, response) => response.end(JSON.stringify(headers));
    const answer = (await (await ask(owner, '/config')).json()) as Record<string, string>;
    const secret = Object.keys(gateway.last.headers).find((name) => /^x-nora-[0-9a-f]{40}$/.test(name));
    expect(secret).toBeDefined();
    expect(answer).not.toHaveProperty(secret!);
    expect(answer).toHaveProperty('x'.repeat(secret!.length));
  });

  it('puts what the runtime serves into an origin of its own', async () => {
    gateway.answer = (_request, response) => {
      response.setHeader('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
      response.setHeader('access-control-allow-origin', '*');
      response.end('<script>fetch("/api/auth/me")</script>');
    };
    const { headers } = await ask(owner, '/');
    expect(headers.get('content-security-policy')).toMatch(
      /^sandbox allow-scripts [^;]*; frame-ancestors 'self';/,
    );
    expect(headers.get('content-security-policy')).not.toMatch(
      /allow-same-origin|allow-top-navigation|frame-ancestors 'none'/,
    );
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/chat', '/chat/main', '/embed', '/embed/'])('leaves %s to Nora', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await ask(owner, path, { method });
      expect(answer.headers.get('allow')).toBe('POST');
      expect(await codeOf(answer)).toEqual([405, 'method_not_allowed']);
    }
  });

  it('refuses what it must not pass on', async () => {
    expect(await codeOf(await ask(owner, '/..%2f..%2fx'))).toEqual([400, 'malformed_request']);
    const large = {
      method: 'POST',
      body: Buffer.alloc(1_100_000),
      headers: { 'content-type': 'text/plain' },
    };
    expect(await codeOf(await ask(owner, '/v1/x', large))).toEqual([413, 'payload_too_large']);
    const piecemeal = new ReadableStream({
      start(controller) {
        for (let piece = 0; piece < 12; piece += 1) controller.enqueue(Buffer.alloc(100_000));
        controller.close();
      },
    });
    gateway.answer = (request, response) => request.resume().on('end', () => response.end('swallowed'));
    expect(await codeOf(await ask(owner, '/v1/x', { ...large, body: piecemeal }))).toEqual([
      413,
      'payload_too_large',
    ]);
  });

  it('follows no redirect, and passes on one within the gateway alone', async () => {
    gateway.answer = (_request, response) => response.writeHead(302, { location: `${base()}/chat` }).end();
    const within = await ask(owner, '/');
    expect([within.status, within.headers.get('location')]).toEqual([302, `${base()}/chat`]);
    gateway.answer = (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    expect(await codeOf(await ask(owner, '/'))).toEqual([502, 'runtime_refused']);
  });

  it('says what is wrong with an agent that does not answer', async () => {
    gateway.answer = () => undefined;
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([504, 'runtime_timeout']);
    gateway.answer = (request) => request.socket.destroy();
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([502, 'runtime_unreachable']);
    gateway.answer = (_request, response) => response.writeHead(401).end();
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([502, 'runtime_refused']);
    gateway.answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([502, 'runtime_refused']);
    await gateway.serveFor(api, agentId, 'stopped');
    await forgotten();
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([409, 'agent_not_running']);
  });

  it('does not reach an agent that is recorded where another one is', async () => {
    const { agentId: other } = await new TestAgents(api).settled(owner, 'Double');
    await gateway.serveFor(api, other);
    await forgotten();
    expect(await codeOf(await ask(owner, '/v1/x'))).toEqual([502, 'runtime_refused']);
    await gateway.serveFor(api, other, 'stopped');
    await forgotten();
    expect((await ask(owner, '/v1/x')).status).toBe(200);
  });

  it('has so many places for one person, and gives them back', async () => {
    const waiting: (() => void)[] = [];
    gateway.answer = (_request, response) => waiting.push(() => response.end('late'));
    const answers = Array.from({ length: 4 }, () => ask(editor, '/v1/x'));
    while (waiting.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await codeOf(await ask(editor, '/v1/x'))).toEqual([429, 'too_many_requests']);
    gateway.answer = (_request, response) => response.end('ok');
    expect((await ask(owner, '/v1/x')).status).toBe(200);
    for (const answer of waiting) answer();
    await Promise.all(answers);
    expect((await ask(editor, '/v1/x')).status).toBe(200);
  });

  it('is read by nobody for longer than half a second after the right to it is gone', async () => {
    const guest = await team.join(owner, 'viewer');
    expect((await ask(guest, '/v1/x')).status).toBe(200);
    await api.dataSource.manager.update(Session, { userId: guest.userId }, { revokedAt: new Date() });
    await forgotten();
    expect(await codeOf(await ask(guest, '/v1/x'))).toEqual([401, 'unauthenticated']);
    const leaving = await team.join(owner, 'editor');
    expect((await ask(leaving, '/v1/x')).status).toBe(200);
    const { workspaceId } = owner;
    await api.dataSource.manager.delete(WorkspaceMember, { userId: leaving.userId, workspaceId });
    expect(await codeOf(await ask(leaving, '/v1/x', { method: 'POST' }))).toEqual([404, 'not_found']);
    await forgotten();
    expect(await codeOf(await ask(leaving, '/v1/x'))).toEqual([404, 'not_found']);
  });

  it('is written into the audit log when something is sent, without what', async () => {
    await ask(editor, '/v1/secret-plan?word=hush', {
      method: 'POST',
      body: 'hush',
      headers: { 'content-type': 'text/plain' },
    });
    const entry = (await team.audit(owner, 'agent.gateway-request')).at(-1);
    expect(entry?.details).toMatchObject({ method: 'POST', path: '/v1/secret-plan', role: 'editor' });
    expect(JSON.stringify(entry)).not.toContain('hush');
  });
});
