import { Deployment, IdempotencyKey } from '@nora/domain';
import { v7 as uuidv7 } from 'uuid';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

type Results = {
  results: {
    agentId: string;
    deployment?: { id: string; kind: string; agentId: string };
    error?: { code: string; detail: string };
  }[];
};

describe('the same asked of several agents', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member();
    path = `/api/workspaces/${owner.workspaceId}/agents/bulk`;
  });

  afterAll(() => api.close());

  const resultsOf = (body: unknown) => (body as Results).results;

  it('is accepted or refused for each on its own, in the order they were named', async () => {
    const running = await agents.settled(owner, 'Running');
    const stopped = await agents.settled(owner, 'Stopped', { status: 'stopped' });
    const busy = await agents.create(owner, 'Busy');
    const foreign = await agents.settled(await api.member('Eve'), 'Foreign');
    const agentIds = [stopped.agentId, running.agentId, uuidv7(), busy.agentId, foreign.agentId];
    const { status, body } = await owner.client.post(path, { operation: 'restart', agentIds });
    expect(status).toBe(200);
    const results = resultsOf(body);
    expect(results.map(({ agentId }) => agentId)).toEqual(agentIds);
    const codes = results.map(({ error, deployment }) => error?.code ?? deployment?.kind);
    expect(codes).toEqual([
      ...['operation_not_allowed', 'restart', 'not_found', 'operation_in_progress', 'not_found'],
    ]);
    expect(results[1]).toMatchObject({
      deployment: { agentId: running.agentId, status: 'queued', steps: [] },
    });
    expect(results.filter(({ error }) => error && error.detail.length > 5)).toHaveLength(4);
    expect(await api.dataSource.manager.countBy(Deployment, { kind: 'restart' })).toBe(1);
  });

  it.each([
    ['start', 'stopped'],
    ['stop', 'running'],
    ['redeploy', 'warning'],
    ['delete', 'failed'],
  ] as const)('can be %s', async (operation, status) => {
    const made = [1, 2, 3].map((number) => agents.settled(owner, `Agent ${number}`, { status }));
    const agentIds = (await Promise.all(made)).map(({ agentId }) => agentId);
    const { body } = await owner.client.post(path, { operation, agentIds });
    expect(resultsOf(body).map(({ deployment }) => deployment?.kind)).toEqual(Array(3).fill(operation));
  });

  it('is carried out once under a key, and each part once when its process died in between', async () => {
    const made = ['A', 'B', 'C'].map((name) => agents.settled(owner, name));
    const agentIds = (await Promise.all(made)).map(({ agentId }) => agentId);
    const restart = () =>
      owner.client.call('POST', path, { operation: 'restart', agentIds }, { 'idempotency-key': 'bulk' });
    const first = await restart();
    expect((await restart()).body).toEqual(first.body);
    // As if the process had died after its second part.
    const { manager } = api.dataSource;
    const [, , third] = resultsOf(first.body);
    await manager.delete(Deployment, { id: third?.deployment?.id });
    await manager.delete(IdempotencyKey, { principalId: owner.userId, key: `bulk ${agentIds[2]}` });
    await agents.settle(agentIds[2] ?? '', { status: 'running' });
    const lost = { status: null, answer: null, lockedUntil: new Date(0) };
    await manager.update(IdempotencyKey, { principalId: owner.userId, key: 'bulk' }, lost);
    const second = await restart();
    const ids = (body: unknown) => resultsOf(body).map(({ deployment }) => deployment?.id);
    expect(ids(second.body).slice(0, 2)).toEqual(ids(first.body).slice(0, 2));
    expect(ids(second.body)[2]).toEqual(expect.any(String));
    expect(await manager.countBy(Deployment, { workspaceId: owner.workspaceId, kind: 'restart' })).toBe(3);
  });

  it.each([
    [{ operation: 'rename', agentIds: [uuidv7()] }, 'operation'],
    [{ operation: 'stop', agentIds: [] }, 'agentIds'],
    [{ operation: 'stop', agentIds: ['x'] }, 'agentIds'],
    [{ operation: 'stop', agentIds: 'x' }, 'agentIds'],
    [{ operation: 'stop', agentIds: Array.from({ length: 101 }, () => uuidv7()) }, 'agentIds'],
    [{ operation: 'stop', agentIds: Array(2).fill(uuidv7()) }, 'agentIds'],
  ])('is refused as a whole when it is malformed (%#)', async (body, field) => {
    expect((await owner.client.post(path, body)).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path: field }] },
    });
  });

  it('is not asked of a workspace by those who may only look, or not even that', async () => {
    const { agentId } = await agents.settled(owner, 'Untouched');
    const body = { operation: 'delete', agentIds: [agentId] };
    const stranger = await api.member('Eve');
    expect((await stranger.client.post(path, body)).status).toBe(404);
    const theirs = `/api/workspaces/${stranger.workspaceId}/agents/bulk`;
    expect(resultsOf((await stranger.client.post(theirs, body)).body)).toMatchObject([
      { agentId, error: { code: 'not_found' } },
    ]);
    expect((await owner.client.get(`/api/agents/${agentId}`)).body).toMatchObject({ status: 'running' });
  });
});
