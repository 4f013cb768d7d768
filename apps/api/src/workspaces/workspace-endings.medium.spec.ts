import {
  Agent,
  ApiKey,
  Deployment,
  DeploymentStep,
  Transactions,
  WORKER_ACTOR,
  Workspace,
  WorkspaceInvitation,
  endEmptiedWorkspaces,
  lockAgent,
  requestDeployment,
} from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';

describe('the end of a workspace', () => {
  let api: TestApi;
  let team: TestTeam;
  let agents: TestAgents;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    team = new TestTeam(api);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member('Olga');
  });

  afterAll(() => api.close());

  const codeOf = ({ status, body }: TestAnswer) => [status, body['code']];
  const remove = ({ client, workspaceId }: Member, query = '') =>
    client.delete(`/api/workspaces/${workspaceId}${query}`);
  const removeAll = (by: Member) => remove(by, '?agents=delete');
  const keep = ({ client, workspaceId }: Member) => client.post(`/api/workspaces/${workspaceId}/keep`);
  const get = ({ client, workspaceId }: Member) => client.get(`/api/workspaces/${workspaceId}`);
  const rowOf = ({ workspaceId: id }: Member) => api.dataSource.manager.findOneByOrFail(Workspace, { id });
  const agent = (id: string) => api.dataSource.manager.findOneByOrFail(Agent, { id });
  const deletionOf = (agentId: string) =>
    api.dataSource.manager.findOneBy(Deployment, { agentId, kind: 'delete' });
  const transactions = () => new Transactions(api.dataSource, () => undefined);
  const endEmptied = () => endEmptiedWorkspaces(transactions());

  /** What the worker leaves of an agent. */
  const goes = (agentId: string) =>
    agents.settle(agentId, { status: 'deleted', dataKeptAt: null, storageCreatedAt: null });

  it('comes at once when it holds no agents, and leaves nothing that opens it', async () => {
    const { client, workspaceId } = owner;
    const member = await team.join(owner, 'admin');
    await client.post(`/api/workspaces/${workspaceId}/api-keys`, { name: 'CI', scopes: ['agents:read'] });
    const invited = await client.post(`/api/workspaces/${workspaceId}/invitations`, {
      ...{ email: 'guest@example.test', role: 'viewer' },
    });
    const { slug } = await rowOf(owner);
    expect(await remove(owner)).toMatchObject({ status: 202, body: { workspace: null } });
    for (const by of [owner, member]) expect(codeOf(await get(by))).toEqual([404, 'not_found']);
    expect((await client.get('/api/workspaces')).body).toEqual({ items: [], nextCursor: null });
    expect(await api.dataSource.manager.countBy(ApiKey, { workspaceId })).toBe(0);
    const invitation = await api.dataSource.manager.findOneByOrFail(WorkspaceInvitation, { workspaceId });
    expect(invitation.revokedAt).not.toBeNull();
    const token = (invited.body['url'] as string).split('#token=')[1];
    expect(codeOf(await api.visitor().post('/api/invitations/check', { token }))).toEqual([
      410,
      'invitation_revoked',
    ]);
    expect(await rowOf(owner)).toMatchObject({ slug, deletedAt: expect.any(Date) });
    // The name is free again.
    const again = await client.post('/api/workspaces', { name: "Olga's workspace" });
    expect(again.body['slug']).toBe(slug);
    expect(await team.audit(owner, 'workspace.delete')).toMatchObject([
      {
        actorId: owner.userId,
        before: { slug, members: expect.any(Array) },
        details: { invitationsRevoked: 1 },
      },
    ]);
  });

  it('is for owners only', async () => {
    for (const role of ['viewer', 'editor', 'admin'] as const) {
      const member = await team.join(owner, role);
      for (const answer of [await remove(member), await removeAll(member), await keep(member)]) {
        expect(codeOf(answer)).toEqual([403, 'forbidden']);
      }
    }
    expect((await rowOf(owner)).deletedAt).toBeNull();
  });

  it('does not come while it holds agents, those whose data is kept among them', async () => {
    await agents.deletedWithData(owner, 'Kept');
    const answer = await remove(owner);
    expect(codeOf(answer)).toEqual([409, 'workspace_not_empty']);
    expect(answer.body['detail']).toContain('an agent');
    expect(codeOf(await remove(owner, '?agents=keep'))).toEqual([422, 'validation_failed']);
    expect((await get(owner)).body).toMatchObject({ deletionRequestedAt: null, agentCount: 1 });
  });

  it('begins with the deletion of every agent, and comes when the last one has gone', async () => {
    const [runs, kept] = [await agents.settled(owner, 'Runs'), await agents.deletedWithData(owner, 'Kept')];
    const { status, body } = await removeAll(owner);
    expect([status, body]).toEqual([
      202,
      {
        workspace: expect.objectContaining({
          agentCount: 2,
          deletionRequestedAt: expect.stringMatching(/Z$/),
        }),
      },
    ]);
    for (const { agentId } of [runs, kept]) {
      expect(await agent(agentId)).toMatchObject({ status: 'deleting', desiredState: 'deleted' });
      expect(await deletionOf(agentId)).toMatchObject({ status: 'queued', options: {} });
    }
    expect(await endEmptied()).not.toContain(owner.workspaceId);
    await goes(runs.agentId);
    expect(await endEmptied()).not.toContain(owner.workspaceId);
    expect((await get(owner)).body).toMatchObject({ agentCount: 1 });
    await goes(kept.agentId);
    // Two workers find it at the same moment.
    const ended = (await Promise.all([endEmptied(), endEmptied()])).flat();
    expect(ended.filter((id) => id === owner.workspaceId)).toHaveLength(1);
    expect(codeOf(await get(owner))).toEqual([404, 'not_found']);
    expect(await team.audit(owner, 'workspace.request-deletion')).toMatchObject([
      { actorId: owner.userId, details: { agents: 2 }, before: { deletionRequestedAt: null } },
    ]);
    expect(await team.audit(owner, 'workspace.delete')).toMatchObject([{ actorType: 'worker' }]);
  });

  it('takes no new agent from then on: neither made, nor duplicated, nor restored', async () => {
    const { client, workspaceId } = owner;
    const [source, kept] = [
      await agents.settled(owner, 'Source'),
      await agents.deletedWithData(owner, 'Kept'),
    ];
    const restored = await agents.deletedWithData(owner, 'Restored');
    await removeAll(owner);
    // One whose deletion failed, and one whose deletion was called off.
    await agents.settle(source.agentId, { status: 'failed', desiredState: 'running' }, { status: 'failed' });
    await agents.settle(restored.agentId, { status: 'deleted' }, { status: 'cancelled' });
    const refusals = [
      await client.post(`/api/workspaces/${workspaceId}/agents`, newAgent('New')),
      await client.post(`/api/agents/${source.agentId}/duplicate`, { name: 'Copy', scope: 'config' }),
      await client.post(`/api/agents/${restored.agentId}/restore`, {}),
    ];
    for (const answer of refusals) expect(codeOf(answer)).toEqual([409, 'workspace_ending']);
    // Asked again, it goes on with those that are still there.
    expect((await removeAll(owner)).status).toBe(202);
    for (const { agentId } of [source, kept, restored]) {
      expect((await agent(agentId)).status).toBe('deleting');
    }
    expect(await team.audit(owner, 'workspace.request-deletion')).toMatchObject([
      { details: { agents: 3 } },
      { details: { agents: 2 } },
    ]);
  });

  it('waits for nobody: while something else is done with an agent it is refused, and nothing has begun', async () => {
    const [calm, busy] = [await agents.settled(owner, 'Calm'), await agents.create(owner, 'Busy')];
    const answer = await removeAll(owner);
    expect(codeOf(answer)).toEqual([409, 'operation_in_progress']);
    expect(answer.body['deploymentId']).toBe(busy.deploymentId);
    expect(await deletionOf(calm.agentId)).toBeNull();
    expect(await agent(calm.agentId)).toMatchObject({ status: 'running' });
    expect((await rowOf(owner)).deletionRequestedAt).toBeNull();
  });

  it('counts a deletion that keeps data as something else, and one that does not as its own', async () => {
    const [keeping, going] = [await agents.settled(owner, 'Keeping'), await agents.settled(owner, 'Going')];
    await owner.client.delete(`/api/agents/${going.agentId}`);
    await owner.client.delete(`/api/agents/${keeping.agentId}?keepData=true`);
    expect(codeOf(await removeAll(owner))).toEqual([409, 'operation_in_progress']);
    await agents.settle(keeping.agentId, { status: 'deleted', dataKeptAt: new Date() });
    await owner.client.delete(`/api/agents/${going.agentId}`);
    expect((await removeAll(owner)).status).toBe(202);
  });

  it('can be called off: agents that are still there stay, as far as nothing of them has gone', async () => {
    const [stays, gone] = [await agents.settled(owner, 'Stays'), await agents.settled(owner, 'Gone')];
    const own = await agents.settled(owner, 'Deleted before');
    await owner.client.delete(`/api/agents/${own.agentId}`);
    await removeAll(owner);
    await goes(gone.agentId);
    expect(await keep(owner)).toMatchObject({
      status: 200,
      body: { deletionRequestedAt: null, agentCount: 2 },
    });
    expect(await agent(stays.agentId)).toMatchObject({ status: 'running', desiredState: 'running' });
    expect(await deletionOf(stays.agentId)).toMatchObject({ status: 'cancelled' });
    // Somebody had asked for this one before.
    expect(await deletionOf(own.agentId)).toMatchObject({ status: 'queued' });
    expect((await keep(owner)).status).toBe(200);
    expect(await team.audit(owner, 'workspace.keep')).toMatchObject([
      {
        actorId: owner.userId,
        before: { deletionRequestedAt: expect.any(String) },
        after: { deletionRequestedAt: null },
      },
    ]);
    expect(await endEmptied()).not.toContain(owner.workspaceId);
    await agents.create(owner, 'New');
  });

  it('leaves alone what is being removed already when it is called off', async () => {
    const { agentId } = await agents.settled(owner, 'Half gone');
    await removeAll(owner);
    const deletion = await deletionOf(agentId);
    const deploymentId = deletion?.id ?? '';
    const { manager } = api.dataSource;
    await manager.update(Deployment, { id: deploymentId }, { status: 'running', startedAt: new Date() });
    await manager.insert(DeploymentStep, { deploymentId, position: 1, name: 'cleanup', state: 'running' });
    expect((await keep(owner)).status).toBe(200);
    expect(await deletionOf(agentId)).toMatchObject({ status: 'running', cancelRequestedAt: null });
  });

  it('and a new agent at the same moment: either it is refused, or it is deleted too', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await api.member();
      await agents.settled(one, 'First');
      const [made, removed] = await Promise.all([
        one.client.post(`/api/workspaces/${one.workspaceId}/agents`, newAgent('Second')),
        removeAll(one),
      ]);
      // A new one is being deployed, so the deletion is told to wait.
      expect([
        [409, 202],
        [202, 409],
      ]).toContainEqual([made.status, removed.status]);
      if (made.status === 409) expect(made.body['code']).toBe('workspace_ending');
      else expect(removed.body['code']).toBe('operation_in_progress');
    }
  });

  it('waits for work that is being asked of one of its agents, and does not block it', async () => {
    const { workspaceId } = owner;
    await agents.settled(owner, 'First');
    const { agentId } = await agents.settled(owner, 'Last');
    let removal: Promise<TestAnswer> | undefined;
    await transactions().run(async (manager, events) => {
      await lockAgent(manager, workspaceId, agentId);
      removal = removeAll(owner);
      await team.untilSomebodyWaits();
      const asked = { workspaceId, agentId, kind: 'stop' as const, actor: WORKER_ACTOR };
      await requestDeployment(manager, events, asked);
    });
    expect(removal && codeOf(await removal)).toEqual([409, 'operation_in_progress']);
  });

  it('and a new agent at the same moment in an empty one: nothing is left without a workspace', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await api.member();
      const [made, removed] = await Promise.all([
        one.client.post(`/api/workspaces/${one.workspaceId}/agents`, newAgent('First')),
        remove(one),
      ]);
      expect([
        [404, 202],
        [202, 409],
      ]).toContainEqual([made.status, removed.status]);
      const { workspaceId } = one;
      const count = await api.dataSource.manager.countBy(Agent, { workspaceId });
      expect(count).toBe(removed.status === 202 ? 0 : 1);
    }
  });
});
