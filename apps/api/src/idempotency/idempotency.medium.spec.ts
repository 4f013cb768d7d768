import { randomUUID } from 'node:crypto';
import { Agent, AgentCredential, Deployment, IdempotencyKey, WorkspaceMember } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';
import { TestClient, type TestAnswer } from '../testing/test-client';

type Created = { agent: { id: string; name: string }; deployment: { id: string; kind: string } };

describe('Idempotency-Key', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterAll(() => api.close());

  const keyed = (client: TestClient, key: string, method: string, path: string, body?: unknown) =>
    client.call(method, path, body, { 'idempotency-key': key });
  const listPath = () => `/api/workspaces/${owner.workspaceId}/agents`;
  const create = (key: string, name: string, client = owner.client) =>
    keyed(client, key, 'POST', listPath(), newAgent(name));
  const row = (key: string) => ({ principalId: owner.userId, key });
  const change = (key: string, changes: Partial<IdempotencyKey>) =>
    api.dataSource.manager.update(IdempotencyKey, row(key), changes);
  const replayed = ({ headers }: TestAnswer) => headers.get('idempotency-replayed');
  const countAgents = () => api.dataSource.manager.countBy(Agent, { workspaceId: owner.workspaceId });

  it('gives the repetition the answer of the first, and does nothing again', async () => {
    const key = randomUUID();
    const first = await create(key, 'Once');
    expect([first.status, replayed(first)]).toEqual([202, null]);
    await agents.settle((first.body as Created).agent.id, { status: 'running' });
    const second = await create(key, 'Once');
    expect([second.status, replayed(second)]).toEqual([202, 'true']);
    expect(second.body).toEqual(first.body);
    expect(await countAgents()).toBe(1);
  });

  it('carries out one of twenty that come at the same moment', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(key, 'Twenty')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    const ids = answers.map(({ body }) => (body as Created).deployment.id);
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1);
    expect(await api.dataSource.manager.countBy(Deployment, { workspaceId: owner.workspaceId })).toBe(1);
  });

  it('repeats a refusal with everything that it named', async () => {
    const { agentId } = await agents.settled(owner, 'Bound');
    const provider = {
      ...{ name: 'Ours', kind: 'openai', apiKey: 'sk-1', defaultModel: 'gpt-x', skipTest: true },
    };
    const made = await owner.client.post(`/api/workspaces/${owner.workspaceId}/providers`, provider);
    const providerId = made.body['id'] as string;
    const model = { providerId, model: 'gpt-x', fallbacks: [] };
    expect((await owner.client.put(`/api/agents/${agentId}/model`, model)).status).toBe(200);
    const path = `/api/workspaces/${owner.workspaceId}/providers/${providerId}`;
    const remove = () => keyed(owner.client, 'remove-used', 'DELETE', path);
    const [first, second] = [await remove(), await remove()];
    for (const { status, body } of [first, second]) {
      expect([status, body['code']]).toEqual([409, 'provider_in_use']);
      expect(body['agents']).toEqual([{ id: agentId, name: 'Bound' }]);
    }
    expect(replayed(second)).toBe('true');
  });

  it('does not make its own repetition collide with itself: a stop twice is one stop', async () => {
    const { agentId } = await agents.settled(owner, 'Stopped');
    const stop = () => keyed(owner.client, 'stop-1', 'POST', `/api/agents/${agentId}/stop`);
    const [first, second] = [await stop(), await stop()];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
  });

  it('refuses another request under the same key', async () => {
    await create('same', 'One');
    for (const other of [
      await create('same', 'Two'),
      await keyed(owner.client, 'same', 'POST', '/api/auth/logout'),
    ]) {
      expect(other.body).toMatchObject({ status: 409, code: 'idempotency_mismatch' });
    }
    expect((await owner.client.get('/api/auth/me')).status).toBe(200);
    expect(await countAgents()).toBe(1);
  });

  it('tells keys of one account from those of another', async () => {
    const other = await api.member('Grace');
    await api.dataSource.manager.insert(WorkspaceMember, {
      ...{ workspaceId: owner.workspaceId, userId: other.userId, role: 'editor' as const },
    });
    expect((await create('shared', 'Mine')).status).toBe(202);
    const theirs = await create('shared', 'Theirs', other.client);
    expect([theirs.status, replayed(theirs)]).toEqual([202, null]);
    expect(await countAgents()).toBe(2);
  });

  it('knows the account in another of its sessions', async () => {
    const first = await create('roaming', 'Roaming');
    const elsewhere = new TestClient(api.url);
    await elsewhere.post('/api/auth/login', { email: owner.email, password: PASSWORD });
    const second = await create('roaming', 'Roaming', elsewhere);
    expect([second.body, replayed(second)]).toEqual([first.body, 'true']);
  });

  it('repeats a refusal too, with the correlation id of the request at hand', async () => {
    await agents.create(owner, 'Taken');
    const first = await create('refused', 'Taken');
    const second = await create('refused', 'Taken');
    expect(first.body).toMatchObject({ status: 409, code: 'name_taken', errors: [{ path: 'name' }] });
    expect(replayed(second)).toBe('true');
    expect(second.body['correlationId']).toBe(second.headers.get('x-correlation-id'));
    expect({ ...second.body, correlationId: '' }).toEqual({ ...first.body, correlationId: '' });
    const invalid = () => keyed(owner.client, 'invalid', 'POST', listPath(), {});
    expect([(await invalid()).body['code'], replayed(await invalid())]).toEqual([
      'validation_failed',
      'true',
    ]);
  });

  it('makes the answer again when its process died after the commit', async () => {
    const first = await create('lost-answer', 'Lost');
    await change('lost-answer', { status: null, answer: null });
    const second = await create('lost-answer', 'Lost');
    expect([second.status, replayed(second)]).toEqual([202, 'true']);
    expect(second.body).toMatchObject({
      agent: { id: (first.body as Created).agent.id, name: 'Lost' },
      deployment: { id: (first.body as Created).deployment.id, kind: 'deploy' },
    });
    expect(await countAgents()).toBe(1);
    const third = await create('lost-answer', 'Lost');
    expect(third.body).toEqual(second.body);
  });

  it('makes an answer again in the shape of its call', async () => {
    const { agentId } = await agents.settled(owner, 'Shapes');
    const calls: [string, string, unknown, string[]][] = [
      ['PATCH', `/api/agents/${agentId}`, { driftPolicy: 'alert' }, ['agent', 'deployment']],
      ['POST', `/api/agents/${agentId}/restart`, undefined, ['deployment']],
      ['PATCH', `/api/agents/${agentId}`, { name: 'Shapes 2' }, ['agent', 'deployment']],
      [
        'POST',
        `/api/agents/${agentId}/duplicate`,
        { name: 'Copy', scope: 'config' },
        ['agent', 'deployment'],
      ],
      ['DELETE', `/api/agents/${agentId}`, undefined, ['deployment']],
    ];
    for (const [index, [method, path, body, members]] of calls.entries()) {
      const key = `shape-${index}`;
      const first = await keyed(owner.client, key, method, path, body);
      await change(key, { status: null, answer: null, lockedUntil: new Date(0) });
      const second = await keyed(owner.client, key, method, path, body);
      expect([path, second.status, replayed(second)]).toEqual([path, first.status, 'true']);
      expect(Object.keys(second.body).sort()).toEqual(members);
      expect(second.body).toEqual(first.body);
      await agents.settle(agentId, { status: 'running' });
    }
  });

  it('says that a call was carried out whose lost answer cannot be made again', async () => {
    const logout = (client: TestClient) => keyed(client, 'gone', 'POST', '/api/auth/logout');
    const elsewhere = new TestClient(api.url);
    await elsewhere.post('/api/auth/login', { email: owner.email, password: PASSWORD });
    expect((await logout(owner.client)).status).toBe(204);
    const deploymentId = randomUUID();
    await change('gone', { status: null, answer: null, effect: { deploymentId } });
    expect((await logout(elsewhere)).body).toMatchObject({ status: 409, code: 'conflict', deploymentId });
    expect((await elsewhere.get('/api/auth/me')).status).toBe(200);
  });

  it('lets another request carry out what died before the commit, once its time has passed', async () => {
    const first = await create('died', 'Died');
    // As if nothing had been written: the agent is taken away, the key is held by a process that is gone.
    const { id: agentId } = (first.body as Created).agent;
    await api.dataSource.manager.delete(AgentCredential, { agentId });
    await api.dataSource.manager.delete(Agent, { id: agentId });
    const held = { effect: null, status: null, answer: null };
    await change('died', { ...held, lockedUntil: new Date(Date.now() + 60_000) });
    const waiting = await create('died', 'Died');
    expect(waiting.body).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect(waiting.headers.get('retry-after')).toBe('1');
    await change('died', { ...held, lockedUntil: new Date(Date.now() - 1_000) });
    const answers = await Promise.all([1, 2, 3].map(() => create('died', 'Died')));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await countAgents()).toBe(1);
  });

  it('writes nothing for a request whose call was taken over meanwhile', async () => {
    const { agentId } = await agents.settled(owner, 'Overtaken');
    const blocker = api.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT 1 FROM agents WHERE id = $1 FOR UPDATE', [agentId]);
    const slow = keyed(owner.client, 'overtaken', 'POST', `/api/agents/${agentId}/restart`);
    while ((await api.dataSource.manager.countBy(IdempotencyKey, row('overtaken'))) === 0) await pause(20);
    await change('overtaken', { ownerToken: randomUUID() });
    await blocker.rollbackTransaction();
    await blocker.release();
    expect((await slow).body).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    expect(await api.dataSource.manager.countBy(Deployment, { agentId, kind: 'restart' })).toBe(0);
  });

  it('answers the deletion of an agent again when the agent is gone', async () => {
    const { agentId } = await agents.settled(owner, 'Removed');
    const remove = (client: TestClient) => keyed(client, 'remove', 'DELETE', `/api/agents/${agentId}`);
    const first = await remove(owner.client);
    await agents.settle(agentId, { status: 'deleted', desiredState: 'deleted' });
    expect((await owner.client.delete(`/api/agents/${agentId}`)).status).toBe(404);
    expect((await remove(owner.client)).body).toEqual(first.body);
    const another = await keyed(owner.client, 'another', 'DELETE', `/api/agents/${agentId}`);
    expect(another.body).toMatchObject({ status: 404, code: 'not_found' });
    const stranger = await api.member('Eve');
    expect((await remove(stranger.client)).status).toBe(404);
  });

  it('is forgotten after 24 hours', async () => {
    const { agentId } = await agents.settled(owner, 'Daily');
    const restart = () => keyed(owner.client, 'daily', 'POST', `/api/agents/${agentId}/restart`);
    const first = await restart();
    await agents.settle(agentId, { status: 'running' });
    await change('daily', { createdAt: new Date(Date.now() - 24 * 3_600_000 - 1_000) });
    const next = await restart();
    expect([next.status, replayed(next)]).toEqual([202, null]);
    expect(next.body).not.toEqual(first.body);
  });

  it('keeps no failure: the repetition is carried out', async () => {
    await api.dataSource.query('ALTER TABLE agent_versions RENAME TO agent_versions_away');
    const failed = await create('failing', 'Failing');
    await api.dataSource.query('ALTER TABLE agent_versions_away RENAME TO agent_versions');
    expect(failed.status).toBe(500);
    const again = await create('failing', 'Failing');
    expect([again.status, replayed(again)]).toEqual([202, null]);
  });

  it.each(['two words', 'x'.repeat(201)])('is refused when it is %p', async (key) => {
    const { body } = await create(key, 'Bad key');
    expect(body).toMatchObject({ status: 400, code: 'malformed_request' });
    expect(await countAgents()).toBe(0);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
