import { request } from 'node:http';
import { Session, WorkspaceMember } from '@nora/domain';
import { WebSocket } from 'ws';
import { FakeGateway } from '../../testing/fake-gateway';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestTeam } from '../../testing/test-team';

describe('a WebSocket to the gateway of an agent', () => {
  let api: TestApi;
  let gateway: FakeGateway;
  let team: TestTeam;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    gateway = await FakeGateway.listen();
    team = new TestTeam(api);
    owner = await api.member();
    ({ agentId } = await new TestAgents(api).settled(owner, 'Joined'));
    await gateway.serveFor(api, agentId);
  });
  beforeEach(() => {
    gateway.connected = (socket) =>
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  const address = () => `${api.url.replace('http', 'ws')}/api/agents/${agentId}/gateway`;
  const headersOf = ({ client }: Member) => ({ cookie: client.cookie ?? '', origin: api.url });

  async function open(member: Member, headers: Record<string, string> = {}): Promise<WebSocket> {
    const socket = new WebSocket(address(), { headers: { ...headersOf(member), ...headers } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socket;
  }
  const closed = (socket: WebSocket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const next = (socket: WebSocket) =>
    new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));

  async function refusal(headers: Record<string, string>): Promise<[number | undefined, unknown]> {
    return new Promise((resolve, reject) => {
      const outgoing = request(address().replace('ws', 'http'), {
        headers: {
          ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
          ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
        },
      });
      outgoing.on('upgrade', () => reject(new Error('it was joined')));
      outgoing.on('response', (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (body += piece));
        answer.on('end', () => resolve([answer.statusCode, (JSON.parse(body) as { code: string }).code]));
      });
      outgoing.on('error', reject).end();
    });
  }

  it('carries messages of every kind and size both ways', async () => {
    const socket = await open(owner);
    for (const message of ['hello', 'ends in x-nora-', 'ä'.repeat(40_000), 'x'.repeat(1_000_000)]) {
      const answer = next(socket);
      socket.send(message);
      expect(await answer).toBe(message);
    }
    expect(gateway.last.url).toBe(`/api/agents/${agentId}/gateway`);
    expect(gateway.last.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(gateway.last.headers).not.toHaveProperty('cookie');
    const over = closed(socket);
    socket.close(4000, 'enough');
    await over;
  });

  it('carries the scopes of the one who opened it, whatever they say', async () => {
    const viewer = await team.join(owner, 'viewer');
    const socket = await open(viewer, { 'x-openclaw-scopes': 'operator.admin' });
    expect(gateway.last.headers['x-openclaw-scopes']).toBe('operator.read');
    expect(Object.values(gateway.last.headers)).toContain('viewer@nora.local');
    socket.terminate();
    const entry = (await team.audit(owner, 'agent.gateway-connect')).at(-1);
    expect(entry).toMatchObject({ actorId: viewer.userId, details: { role: 'viewer' } });
  });

  it('does not let the credential out', async () => {
    gateway.connected = (socket, { headers }) => socket.send(JSON.stringify(headers));
    const socket = new WebSocket(address(), { headers: headersOf(owner) });
    const said = JSON.parse(await next(socket)) as Record<string, string>;
    expect(said['x'.repeat(47)]).toBe('admin@nora.local');
    expect(Object.keys(said).filter((name) => name.startsWith('x-nora-'))).toEqual([]);
    socket.terminate();
  });

  it('ends with the session, and with the membership, of the one who opened it', async () => {
    const [leaving, demoted] = [await team.join(owner, 'editor'), await team.join(owner, 'editor')];
    const sockets = [await open(leaving), await open(demoted)];
    const ends = Promise.all(sockets.map(closed));
    await api.dataSource.manager.update(Session, { userId: leaving.userId }, { revokedAt: new Date() });
    await api.dataSource.manager.delete(WorkspaceMember, {
      userId: demoted.userId,
      workspaceId: owner.workspaceId,
    });
    await ends;
  });

  it('ends when either side goes away', async () => {
    const gone = new Promise<void>((resolve) => {
      gateway.connected = (socket) => socket.on('close', () => resolve());
    });
    (await open(owner)).terminate();
    await gone;
    gateway.connected = (socket) => socket.close(1012, 'service restart');
    const socket = new WebSocket(address(), { headers: headersOf(owner) });
    const code = await new Promise((resolve) => socket.once('close', resolve));
    expect(code).toBe(1012);
  });

  it('holds back a gateway whose reader is slow', async () => {
    let sent = 0;
    let buffered = () => 0;
    gateway.connected = (socket) => {
      buffered = () => socket.bufferedAmount;
      for (; sent < 64; sent += 1) socket.send(Buffer.alloc(1024 * 1024));
    };
    const socket = await open(owner);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(buffered()).toBeGreaterThan(16 * 1024 * 1024);
    let received = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        received += data.length;
        if (received === 64 * 1024 * 1024) resolve();
      });
    });
    socket.resume();
    await all;
    socket.terminate();
  });

  it('is refused like any other request', async () => {
    const own = headersOf(owner);
    expect(await refusal({})).toEqual([401, 'unauthenticated']);
    expect(await refusal({ ...own, origin: 'https://evil.example' })).toEqual([403, 'csrf_failed']);
    expect(await refusal({ ...own, origin: 'null' })).toEqual([403, 'csrf_failed']);
    expect(await refusal(headersOf(await api.member('Mallory')))).toEqual([404, 'not_found']);
    expect(await refusal({ ...own, 'sec-websocket-version': '8' })).toEqual([400, 'malformed_request']);
    await gateway.serveFor(api, agentId, 'stopped');
    expect(await refusal(own)).toEqual([409, 'agent_not_running']);
    await gateway.serveFor(api, agentId);
  });
});
