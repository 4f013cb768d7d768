import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Session, WorkspaceMember } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import { TestTeam } from '../testing/test-team';
import { TestTerminal } from '../testing/test-terminal';

describe('terminals', () => {
  const access = new TestAccess();
  let api: TestApi;
  let team: TestTeam;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([access], { TERMINALS_PER_AGENT: '3', TERMINAL_IDLE_MINUTES: '7' });
    [team, agents] = [new TestTeam(api), new TestAgents(api)];
  });

  beforeEach(async () => {
    access.executed.length = 0;
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'Entered'));
  });

  afterAll(() => api.close());

  const headersOf = ({ client }: Member) => ({ cookie: client.cookie ?? '', origin: api.url });
  const open = (by: Member, query = '', of = agentId) =>
    TestTerminal.open(`${api.url}/api/agents/${of}/exec${query}`, headersOf(by));
  const listOf = async ({ client }: Member) =>
    (await client.get(`/api/agents/${agentId}/terminals`)).body['items'] as Record<string, unknown>[];
  const audited = async (action: string) => {
    for (let times = 0; times < 100; times += 1) {
      const entries = await team.audit(owner, action);
      if (entries.length > 0) return entries;
      await sleep(20);
    }
    return [];
  };

  it('run the shell of the agent, take what is typed and a size, and tell how it ended', async () => {
    const terminal = await open(owner, '?cols=120&rows=40');
    expect(await terminal.ready()).toMatchObject({ resumed: false, offset: 0 });
    terminal.type('stty size\r');
    await terminal.shows('40 120');
    terminal.say({ type: 'resize', cols: 90, rows: 20 });
    terminal.type('stty size\r');
    await terminal.shows('20 90');
    terminal.type('echo grüße\rexit 4\r');
    expect(await terminal.closed).toBe(1000);
    expect(terminal.text).toContain('\r\ngrüße\r\n');
    expect(terminal.told.at(-1)).toEqual({ type: 'exit', code: 4, reason: 'exited' });
    const [{ argv, options } = { argv: [], options: undefined }] = access.executed;
    expect([argv[0], argv.at(-1)]).toEqual(['/bin/sh', 'entered']);
    expect(options?.environment).toEqual({ TERM: 'xterm-256color', COLORTERM: 'truecolor', TMOUT: '420' });
  });

  it('are recorded when they begin and when they end, without what was said in them', async () => {
    const terminal = await open(owner);
    const { terminal: id } = await terminal.ready();
    terminal.type('echo a-secret\r');
    await terminal.shows('a-secret\r\n$ ');
    terminal.type('exit\r');
    await terminal.closed;
    const [begun] = await audited('agent.terminal');
    expect(begun).toMatchObject({ actorId: owner.userId, resourceId: agentId, details: { terminal: id } });
    const [ended] = await audited('agent.terminal-end');
    expect(ended).toMatchObject({ actorId: owner.userId, resourceId: agentId, outcome: 'allowed' });
    expect(ended?.details).toMatchObject({ terminal: id, reason: 'exited', exitCode: 0, bytesIn: 19 });
    expect(ended?.details).toMatchObject({ seconds: expect.any(Number) as number, bytesOut: terminal.bytes });
    expect(JSON.stringify([begun, ended])).not.toContain('a-secret');
  });

  it('are come back to after the connection is lost, without a byte missing or twice', async () => {
    const first = await open(owner);
    const { terminal: id } = await first.ready();
    first.type('echo before\r');
    await first.shows('before\r\n$ ');
    first.drop();
    const [session] = access.executed;
    await session?.terminal.write(Buffer.from('echo meanwhile\r'));
    const second = await open(owner, `?terminal=${id}&after=${first.bytes}&cols=100&rows=50`);
    expect(await second.ready()).toEqual({ type: 'ready', terminal: id, resumed: true, offset: first.bytes });
    await second.shows('meanwhile\r\n$ ');
    expect(second.text).toBe('echo meanwhile\r\nmeanwhile\r\n$ ');
    second.type('stty size\r');
    await second.shows('50 100');
    expect(access.executed).toHaveLength(1);
    const third = await open(owner, `?terminal=${id}&after=0`);
    expect(await second.closed).toBe(4000);
    await third.shows('before');
    third.type('exit\r');
    await third.closed;
    await expect(open(owner, `?terminal=${id}&after=0`)).rejects.toMatchObject({
      status: 410,
      code: 'terminal_gone',
    });
  });

  it('are come back to by nobody else, also not by a key of theirs', async () => {
    const editor = await team.join(owner, 'editor');
    const terminal = await open(owner);
    const { terminal: id } = await terminal.ready();
    const gone = { status: 410, code: 'terminal_gone' };
    await expect(open(editor, `?terminal=${id}`)).rejects.toMatchObject(gone);
    await expect(open(owner, `?terminal=${randomUUID()}`)).rejects.toMatchObject(gone);
    const other = await agents.settled(owner, 'Another');
    await expect(open(owner, `?terminal=${id}`, other.agentId)).rejects.toMatchObject(gone);
    const { body } = await owner.client.post(`/api/workspaces/${owner.workspaceId}/api-keys`, {
      ...{ name: 'Shell', scopes: ['agents:write'] },
    });
    const url = `${api.url}/api/agents/${agentId}/exec`;
    const bearer = { authorization: `Bearer ${body['key'] as string}` };
    await expect(TestTerminal.open(`${url}?terminal=${id}`, bearer)).rejects.toMatchObject(gone);
    const byKey = await TestTerminal.open(url, bearer);
    await byKey.ready();
    expect(await listOf(owner)).toMatchObject([{ own: true }, { own: false }]);
    byKey.close();
    terminal.close();
  });

  it('are for those who may, at agents that run, from pages of our own', async () => {
    const viewer = await team.join(owner, 'viewer');
    const stranger = await api.member('Mallory');
    await expect(open(viewer)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(open(stranger)).rejects.toMatchObject({ status: 404, code: 'not_found' });
    const url = `${api.url}/api/agents/${agentId}/exec`;
    await expect(TestTerminal.open(url, {})).rejects.toMatchObject({ status: 401 });
    const foreign = { ...headersOf(owner), origin: 'https://evil.example' };
    await expect(TestTerminal.open(url, foreign)).rejects.toMatchObject({ status: 403, code: 'csrf_failed' });
    await expect(open(owner, '?cols=0')).rejects.toMatchObject({ status: 422, code: 'validation_failed' });
    access.runs = false;
    await expect(open(owner)).rejects.toMatchObject({ status: 502, code: 'runtime_unreachable' });
    access.runs = true;
    await agents.settle(agentId, { status: 'stopped' });
    await expect(open(owner)).rejects.toMatchObject({ status: 409, code: 'agent_not_running' });
    expect((await owner.client.get(`/api/agents/${agentId}/exec`)).body).toMatchObject({
      code: 'agent_not_running',
    });
    await agents.settle(agentId, { status: 'running' });
    const plain = await owner.client.get(`/api/agents/${agentId}/exec`);
    expect([plain.status, plain.body['code'], plain.headers.get('upgrade')]).toEqual([
      ...[426, 'upgrade_required', 'websocket'],
    ]);
    expect(access.executed).toEqual([]);
  });

  it('are as many as an agent may have, also of those who come at the same time', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => open(owner)));
    const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect([opened.length, refused.length]).toEqual([3, 3]);
    for (const one of refused) expect(one).toMatchObject({ status: 409, code: 'conflict' });
    opened[0]?.type('exit\r');
    await opened[0]?.closed;
    const another = await open(owner);
    for (const one of [...opened, another]) one.close();
  });

  it('can be ended by every editor, with what runs in them, and that is recorded', async () => {
    const editor = await team.join(owner, 'editor');
    const viewer = await team.join(owner, 'viewer');
    const terminal = await open(owner);
    const { terminal: id } = await terminal.ready();
    expect(await listOf(editor)).toMatchObject([
      { id, own: false, watched: true, openedBy: { id: owner.userId, name: 'Ada' } },
    ]);
    const path = `/api/agents/${agentId}/terminals/${id}`;
    expect((await viewer.client.delete(path)).status).toBe(403);
    expect((await editor.client.delete(path)).status).toBe(204);
    expect(await terminal.closed).toBe(1000);
    expect(terminal.told.at(-1)).toMatchObject({ type: 'exit', reason: 'closed' });
    expect(await listOf(editor)).toEqual([]);
    expect((await editor.client.delete(path)).status).toBe(404);
    expect(await audited('agent.terminal-close')).toMatchObject([{ actorId: editor.userId }]);
    expect(await audited('agent.terminal-end')).toMatchObject([{ details: { reason: 'closed' } }]);
  });

  it('end within a second of the right to them, also while nobody looks', async () => {
    const editor = await team.join(owner, 'editor');
    const [watched, left] = [await open(editor), await open(editor)];
    await Promise.all([watched.ready(), left.ready()]);
    left.drop();
    const { workspaceId, userId } = editor;
    await api.dataSource.manager.update(WorkspaceMember, { workspaceId, userId }, { role: 'viewer' });
    const since = Date.now();
    expect(await watched.closed).toBeGreaterThanOrEqual(1000);
    await Promise.all(access.executed.map(({ terminal }) => terminal.exited));
    expect(Date.now() - since).toBeLessThan(1_500);
    expect((await audited('agent.terminal-end'))[0]?.details).toMatchObject({ reason: 'access-ended' });
  });

  it('end with the session in which they were opened', async () => {
    const terminal = await open(owner);
    await terminal.ready();
    await api.dataSource.manager.update(Session, { userId: owner.userId }, { revokedAt: new Date() });
    await terminal.closed;
    await access.executed[0]?.terminal.exited;
  });

  it.each(['no JSON', { type: 'resize', cols: 0, rows: 1 }, { type: 'exec' }, []])(
    'are left by who says %j, and go on',
    async (message) => {
      const terminal = await open(owner);
      const { terminal: id } = await terminal.ready();
      terminal.say(message);
      expect(await terminal.closed).toBe(1008);
      expect(terminal.told.at(-1)).toMatchObject({ type: 'error', code: 'malformed_request' });
      const again = await open(owner, `?terminal=${id}`);
      expect(await again.ready()).toMatchObject({ resumed: true });
      again.type(Buffer.alloc(70_000, 'x'));
      expect(await again.closed).toBe(1009);
    },
  );

  it('are held up by a slow reader, with little in memory, and lose nothing of what comes then', async () => {
    const terminal = await open(owner);
    await terminal.ready();
    terminal.type('yes\r');
    await terminal.shows('y\r\ny');
    terminal.hold();
    await sleep(500);
    const before = process.memoryUsage();
    await sleep(1_500);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(24 * 1_048_576);
    terminal.goOn();
    const { bytes } = terminal;
    await terminal.until(() => terminal.bytes > bytes + 8 * 1_048_576);
    terminal.type('\x03exit\r');
    expect(await terminal.closed).toBe(1000);
    expect((await audited('agent.terminal-end'))[0]?.details).toMatchObject({ bytesOut: terminal.bytes });
  });

  it('do not run ahead of who says how much they have shown', async () => {
    const terminal = await open(owner);
    await terminal.ready();
    terminal.say({ type: 'seen', offset: 0 });
    terminal.type('yes\r');
    await terminal.until(() => terminal.bytes > 262_144);
    await sleep(300);
    const { bytes } = terminal;
    await sleep(300);
    expect(terminal.bytes).toBe(bytes);
    expect(bytes).toBeLessThan(2 * 262_144);
    terminal.say({ type: 'seen', offset: bytes });
    await terminal.until(() => terminal.bytes > bytes + 131_072);
    terminal.close();
  });

  it('end, and are recorded, when the API stops', async () => {
    const replica = await api.replica();
    const url = `${replica.url}/api/agents/${agentId}/exec`;
    const terminal = await TestTerminal.open(url, { ...headersOf(owner), origin: replica.url });
    await terminal.ready();
    await replica.close();
    expect([1000, 1001]).toContain(await terminal.closed);
    expect((await audited('agent.terminal-end'))[0]?.details).toMatchObject({ reason: 'shutdown' });
  });
});
