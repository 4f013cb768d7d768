import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, Session, Transactions, WorkspaceMember } from '@nora/domain';
import { EventSignal, createRedis } from '@nora/queues';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestStream } from '../testing/test-client';

describe('the event stream', () => {
  let api: TestApi;
  let owner: Member;
  const streams: TestStream[] = [];

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });

  afterAll(() => api.close());

  async function open({ client }: Member, lastEventId?: string, query = ''): Promise<TestStream> {
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const stream = await client.stream(`/api/events/stream${query}`, { headers });
    streams.push(stream);
    return stream;
  }

  async function create(member: Member, name: string): Promise<string> {
    const { body } = await member.client.post(`/api/workspaces/${member.workspaceId}/agents`, newAgent(name));
    return (body as { agent: { id: string } }).agent.id;
  }

  it('tells of a change at once, with its payload, its time and its place', async () => {
    const stream = await open(owner);
    const start = Date.now();
    const agentId = await create(owner, 'Seen');
    const { id, data } = await stream.waitFor(({ event }) => event === 'agent.created');
    // Far below the poll that stands in for a lost signal.
    expect(Date.now() - start).toBeLessThan(1_500);
    expect(data).toEqual({
      ...{ agentId, name: 'Seen', status: 'queued', statusReason: null, desiredState: 'running' },
      ...{ id, at: expect.stringMatching(/Z$/), workspaceId: owner.workspaceId },
    });
    await stream.waitFor(({ event }) => event === 'deployment.created');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
  });

  it('tells nobody of the workspaces of others', async () => {
    const stranger = await api.member('Eve', 'admin');
    const [mine, theirs] = [await open(owner), await open(stranger)];
    const agentId = await create(owner, 'Private');
    await create(stranger, 'Their own');
    await mine.waitFor(({ data }) => data['agentId'] === agentId);
    await theirs.waitFor(({ data }) => data['name'] === 'Their own');
    expect(JSON.stringify(theirs.events)).not.toContain(owner.workspaceId);
    expect(JSON.stringify(mine.events)).not.toContain(stranger.workspaceId);
  });

  it.each(['header', 'query'])('goes on behind the last event that was seen, said by %s', async (how) => {
    const watching = await open(owner);
    for (const name of ['One', 'Two', 'Three']) await create(owner, name);
    const third = await watching.waitFor(({ data }) => data['name'] === 'Three');
    await watching.waitFor(({ event, data }) => event === 'deployment.created' && data['id'] !== third.id);
    const seen = watching.events.map(({ id }) => id ?? '');
    const from = seen[1] ?? '';
    const resumed =
      how === 'header' ? await open(owner, from) : await open(owner, undefined, `?lastEventId=${from}`);
    await create(owner, 'Four');
    await resumed.waitFor(({ data }) => data['name'] === 'Four');
    await watching.waitFor(({ data }) => data['name'] === 'Four');
    const missed = watching.events.map(({ id }) => id).slice(2, resumed.events.length + 2);
    expect(resumed.events.map(({ id }) => id).slice(0, missed.length)).toEqual(missed);
    expect(new Set(resumed.events.map(({ id }) => id)).size).toBe(resumed.events.length);
  });

  it('misses nothing that happens from the moment it is open', async () => {
    for (let round = 0; round < 10; round += 1) {
      const stream = await open(owner);
      await create(owner, `Round ${round}`);
      await stream.waitFor(({ data }) => data['name'] === `Round ${round}`);
      stream.close();
    }
  });

  it('begins anew for a position that is none, or of another database', async () => {
    for (const position of ['nonsense', '9999999999-1']) {
      const stream = await open(owner, position);
      const name = `After ${position}`;
      await create(owner, name);
      await stream.waitFor(({ data }) => data['name'] === name);
    }
  });

  it('loses no event of a transaction that commits after a later one', async () => {
    const stream = await open(owner);
    const redis = createRedis(process.env['REDIS_URL'] ?? '', () => undefined);
    const transactions = new Transactions(api.dataSource, () => new EventSignal(redis).send());
    const slowId = await create(owner, 'Slow');
    const agent = await api.dataSource.manager.findOneByOrFail(Agent, { id: slowId });
    await transactions.run(async (_manager, events) => {
      await events.agentChanged({ ...agent, statusReason: 'slow' } as Agent, 'agent.status-changed');
      await create(owner, 'Quick');
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await stream.waitFor(({ data }) => data['name'] === 'Quick');
    await stream.waitFor(({ data }) => data['statusReason'] === 'slow');
    redis.disconnect();
  });

  it('tells a slow reader how much it missed, and sends that to one who comes back', async () => {
    const count = 20_000;
    const agentId = await create(owner, 'Noisy');
    const other = await api.member();
    const quick = await open(other);
    const reader = await new Promise<IncomingMessage>((resolve) => {
      request(
        `${api.url}/api/events/stream`,
        { headers: { cookie: owner.client.cookie ?? '' } },
        resolve,
      ).end();
    });
    await once(reader, 'readable');
    const redis = createRedis(process.env['REDIS_URL'] ?? '', () => undefined);
    await api.dataSource.query(
      `INSERT INTO events (workspace_id, type, payload)
       SELECT $1, 'agent.updated', jsonb_build_object('agentId', $2::text, 'name', n, 'filler', repeat('x', 1000))
       FROM generate_series(1, $3::int) n`,
      [owner.workspaceId, agentId, count],
    );
    new EventSignal(redis).send();
    redis.disconnect();
    // Holds up nobody: it has been sent what it takes when somebody else sees what came behind.
    await create(other, 'Behind');
    await quick.waitFor(({ data }) => data['name'] === 'Behind');
    let text = '';
    reader.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    while (!text.includes('event: missed')) await sleep(20);
    const missed = JSON.parse(/event: missed\ndata: (.*)\n/.exec(text)?.[1] ?? '{}') as { count: number };
    const sent = text.match(/event: agent.updated/g)?.length ?? 0;
    expect(sent).toBeGreaterThan(100);
    expect(missed.count).toBe(count - sent);
    const [, last] = [...text.matchAll(/^id: (.*)$/gm)].at(-1) ?? [];
    const back = await open(owner, last);
    await back.waitFor(({ data }) => data['name'] === count);
    expect(back.events.map(({ data }) => data['name'])).toEqual(
      Array.from({ length: missed.count }, (_, at) => sent + at + 1),
    );
    reader.destroy();
  }, 60_000);

  it('ends within a second of the end of its session', async () => {
    const stream = await open(owner);
    const other = await api.member();
    const untouched = await open(other);
    let othersEnded = false;
    void untouched.ended.then(() => (othersEnded = true));
    const { userId } = owner;
    const start = Date.now();
    await api.dataSource.manager.update(Session, { userId }, { revokedAt: new Date() });
    await stream.ended;
    expect(Date.now() - start).toBeLessThan(1_000);
    expect(othersEnded).toBe(false);
  });

  it('follows a change of membership without being opened again', async () => {
    const guest = await api.member();
    const stream = await open(guest);
    const { workspaceId } = owner;
    await api.dataSource.manager.insert(WorkspaceMember, {
      workspaceId,
      userId: guest.userId,
      role: 'viewer',
    });
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    await create(owner, 'Shared');
    await stream.waitFor(({ data }) => data['name'] === 'Shared');
  }, 20_000);

  describe('of memberships', () => {
    const members = `/api/workspaces`;
    const changed = (stream: TestStream, role: string | null) =>
      stream.waitFor(({ event, data }) => event === 'membership.changed' && data['role'] === role);

    it('tells who was taken in and who was taken out at once, and shows them from then on what they may see', async () => {
      const guest = await api.member();
      const [mine, theirs] = [await open(owner), await open(guest)];
      const { workspaceId } = owner;
      const { userId } = guest;
      const invited = await owner.client.post(`${members}/${workspaceId}/invitations`, {
        ...{ email: guest.email, role: 'viewer' },
      });
      const token = (invited.body['url'] as string).split('#token=')[1];
      const start = Date.now();
      await guest.client.post('/api/invitations/accept', { token });
      for (const stream of [mine, theirs]) {
        expect((await changed(stream, 'viewer')).data).toMatchObject({ userId, workspaceId });
      }
      await create(owner, 'Shared');
      await theirs.waitFor(({ data }) => data['name'] === 'Shared');
      await owner.client.delete(`${members}/${workspaceId}/members/${userId}`);
      for (const stream of [mine, theirs]) await changed(stream, null);
      // Far below the time after which memberships are read again anyway.
      expect(Date.now() - start).toBeLessThan(3_000);
      await create(owner, 'Not theirs');
      await create(guest, 'Their own');
      await mine.waitFor(({ data }) => data['name'] === 'Not theirs');
      await theirs.waitFor(({ data }) => data['name'] === 'Their own');
      expect(JSON.stringify(theirs.events)).not.toContain('Not theirs');
    });

    it('tells nobody else', async () => {
      const [stranger, member] = [await api.member(), await api.member()];
      const [theirs, mine] = [await open(stranger), await open(owner)];
      const { workspaceId } = owner;
      await api.dataSource.manager.insert(WorkspaceMember, {
        ...{ workspaceId, userId: member.userId, role: 'viewer' },
      });
      await owner.client.patch(`${members}/${workspaceId}/members/${member.userId}`, { role: 'editor' });
      await owner.client.patch(`${members}/${workspaceId}`, { name: 'Renamed' });
      await changed(mine, 'editor');
      const renamed = await mine.waitFor(({ event }) => event === 'workspace.updated');
      expect(renamed.data).toMatchObject({ name: 'Renamed', deletionRequestedAt: null, workspaceId });
      await stranger.client.patch(`${members}/${stranger.workspaceId}`, { name: 'Own' });
      await theirs.waitFor(({ data }) => data['name'] === 'Own');
      expect(JSON.stringify(theirs.events)).not.toContain(workspaceId);
    });

    it('tells all members of the end of their workspace, also those who come back later', async () => {
      const member = await api.member();
      const { workspaceId } = owner;
      await api.dataSource.manager.insert(WorkspaceMember, {
        ...{ workspaceId, userId: member.userId, role: 'viewer' },
      });
      const watching = await open(member);
      await owner.client.patch(`${members}/${workspaceId}`, { name: 'Last words' });
      const seen = await watching.waitFor(({ event }) => event === 'workspace.updated');
      watching.close();
      await owner.client.delete(`${members}/${workspaceId}`);
      const back = await open(member, seen.id);
      expect((await changed(back, null)).data).toMatchObject({ userId: member.userId, workspaceId });
      const others = back.events.filter(({ data }) => data['userId'] !== member.userId);
      expect(JSON.stringify(others)).not.toContain(workspaceId);
    });
  });
});
