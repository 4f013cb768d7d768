import { Agent, AgentCredential, AuditEntry, Deployment, WorkspaceMember, sealContext } from '@nora/domain';
import { encodeCursor } from '@nora/http-kit';
import { v7 as uuidv7 } from 'uuid';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

describe('agents', () => {
  const access = new TestAccess();
  let api: TestApi;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([access]);
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterAll(() => api.close());

  const listPath = () => `/api/workspaces/${owner.workspaceId}/agents`;

  async function create(name: string): Promise<{ agentId: string; deploymentId: string }> {
    const { status, body } = await owner.client.post(listPath(), newAgent(name));
    if (status !== 202) throw new Error(`creating an agent answered ${JSON.stringify(body)}`);
    const { agent, deployment } = body as { agent: { id: string }; deployment: { id: string } };
    return { agentId: agent.id, deploymentId: deployment.id };
  }

  /** What a worker does when all went well. */
  async function finish(agentId: string, status: Agent['status']): Promise<void> {
    await api.dataSource.manager.update(
      Deployment,
      { agentId },
      { status: 'succeeded', finishedAt: new Date() },
    );
    await api.dataSource.manager.update(Agent, { id: agentId }, { status });
  }

  it('are written with version, sealed credentials, deployment and audit entry', async () => {
    const { agentId, deploymentId } = await create('  First  ');
    const { body } = await owner.client.get(`/api/agents/${agentId}`);
    expect(body).toMatchObject({
      ...{ name: 'First', slug: 'first', status: 'queued', desiredState: 'running', currentVersion: 1 },
      ...{ activeDeploymentId: deploymentId, runtime: null, resources: { vcpu: 1, ramMb: 2048, diskGb: 5 } },
    });
    const credential = await api.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    const context = sealContext(AgentCredential, 'gatewayToken', agentId);
    expect(api.sealed.open(credential.gatewayToken, context)).toMatch(/^nora_gw_/);
    const entry = { action: 'agent.create', resourceId: agentId, actorId: owner.userId };
    expect(await api.dataSource.manager.countBy(AuditEntry, entry)).toBe(1);
  });

  it('are stopped once by two who ask at the same moment; the other is told by which deployment', async () => {
    const { agentId } = await create('Stopped twice');
    await finish(agentId, 'running');
    const answers = await Promise.all([1, 2].map(() => owner.client.post(`/api/agents/${agentId}/stop`)));
    const [accepted, refused] = answers.sort((a, b) => a.status - b.status);
    expect([accepted?.status, refused?.status]).toEqual([202, 409]);
    const { deployment } = accepted?.body as { deployment: { id: string; kind: string } };
    expect(deployment.kind).toBe('stop');
    expect(refused?.body).toMatchObject({ code: 'operation_in_progress', deploymentId: deployment.id });
    const active = { agentId, status: 'queued' as const };
    expect(await api.dataSource.manager.countBy(Deployment, active)).toBe(1);
  });

  it('cannot be started while they run', async () => {
    const { agentId } = await create('Running');
    await finish(agentId, 'running');
    const { body } = await owner.client.post(`/api/agents/${agentId}/start`);
    expect(body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
  });

  it('do not exist for others, in any call, just as one that does not exist at all', async () => {
    const { agentId, deploymentId } = await create('Mine');
    const stranger = await api.member('Eve', 'admin');
    const paths = (agent: string, deployment: string, workspace: string): [string, string, unknown?][] => [
      ['GET', `/api/agents/${agent}`],
      ['DELETE', `/api/agents/${agent}`],
      ['DELETE', `/api/agents/${agent}?keepData=true`],
      ['DELETE', `/api/agents/${agent}?force=true`],
      ['PATCH', `/api/agents/${agent}`, { name: 'Renamed' }],
      ['PATCH', `/api/agents/${agent}`, { resources: { ramMb: 4096 } }],
      ['PATCH', `/api/agents/${agent}`, { driftPolicy: 'ignore' }],
      ...['start', 'stop', 'restart', 'redeploy', 'restore'].map((act): [string, string] => [
        'POST',
        `/api/agents/${agent}/${act}`,
      ]),
      ['POST', `/api/agents/${agent}/rollback`, { version: 1 }],
      ['POST', `/api/agents/${agent}/duplicate`, { name: 'Copied', scope: 'config' }],
      ['GET', `/api/agents/${agent}/versions`],
      ['GET', `/api/agents/${agent}/versions/1`],
      ['GET', `/api/agents/${agent}/versions/1/diff/1`],
      ['GET', `/api/agents/${agent}/deployments`],
      ['GET', `/api/agents/${agent}/logs`],
      ['POST', `/api/agents/${agent}/gateway/chat`, { message: 'hello' }],
      ['GET', `/api/deployments/${deployment}`],
      ['POST', `/api/deployments/${deployment}/cancel`],
      ['POST', `/api/deployments/${deployment}/retry`],
      ['POST', `/api/workspaces/${workspace}/agents/bulk`, { operation: 'stop', agentIds: [agent] }],
      ['GET', `/api/workspaces/${workspace}/agents`],
      ['POST', `/api/workspaces/${workspace}/agents`, newAgent('Planted')],
    ];
    const foreign = paths(agentId, deploymentId, owner.workspaceId);
    const missing = paths(uuidv7(), uuidv7(), uuidv7());
    for (const [index, [method, path, body]] of foreign.entries()) {
      const [, otherPath = ''] = missing[index] ?? [];
      const answers = [
        await stranger.client.call(method, path, body),
        await stranger.client.call(method, otherPath, body),
      ];
      expect([path, answers.map(({ status }) => status)]).toEqual([path, [404, 404]]);
      const [first, second] = answers.map((answer) => ({ ...answer.body, correlationId: '' }));
      expect(first).toEqual(second);
    }
    expect((await owner.client.get(`/api/agents/${agentId}`)).body).toMatchObject({
      desiredState: 'running',
    });
  });

  it('can be read but not changed by a viewer', async () => {
    const { agentId, deploymentId } = await create('Looked at');
    const viewer = await api.member('Vic');
    const { workspaceId } = owner;
    await api.dataSource.manager.insert(WorkspaceMember, {
      workspaceId,
      userId: viewer.userId,
      role: 'viewer',
    });
    expect((await viewer.client.get(`/api/agents/${agentId}`)).status).toBe(200);
    for (const path of ['versions', 'versions/1', 'versions/1/diff/1', 'deployments']) {
      expect([path, (await viewer.client.get(`/api/agents/${agentId}/${path}`)).status]).toEqual([path, 200]);
    }
    const changes: [string, string, unknown?][] = [
      ...['start', 'stop', 'restart', 'redeploy', 'restore'].map((act): [string, string] => [
        'POST',
        `/api/agents/${agentId}/${act}`,
      ]),
      ['POST', `/api/agents/${agentId}/rollback`, { version: 1 }],
      ['POST', `/api/agents/${agentId}/duplicate`, { name: 'Copied', scope: 'config' }],
      ['PATCH', `/api/agents/${agentId}`, { driftPolicy: 'ignore' }],
      ['DELETE', `/api/agents/${agentId}`],
      ['DELETE', `/api/agents/${agentId}?force=true`],
      ['POST', `/api/deployments/${deploymentId}/cancel`],
      ['POST', `/api/deployments/${deploymentId}/retry`],
      ['POST', `/api/workspaces/${workspaceId}/agents/bulk`, { operation: 'stop', agentIds: [agentId] }],
      ['POST', `/api/workspaces/${workspaceId}/agents`, newAgent('Planted')],
      ['POST', `/api/agents/${agentId}/gateway/chat`, { message: 'hello' }],
    ];
    for (const [method, path, body] of changes) {
      const { body: answer } = await viewer.client.call(method, path, body, { 'idempotency-key': path });
      expect([path, answer]).toMatchObject([path, { status: 403, code: 'forbidden' }]);
    }
  });

  it('are not found once they are deleted, and their name is free again', async () => {
    const { agentId, deploymentId } = await create('Gone');
    await finish(agentId, 'deleted');
    expect((await owner.client.get(`/api/agents/${agentId}`)).status).toBe(404);
    expect((await owner.client.get(`/api/agents/${agentId}/deployments`)).status).toBe(404);
    expect((await owner.client.get(`/api/deployments/${deploymentId}`)).status).toBe(200);
    await create('Gone');
  });

  it('have a name of their own', async () => {
    await create('Twice');
    const { body } = await owner.client.post(listPath(), newAgent('TWICE'));
    expect(body).toMatchObject({ status: 409, code: 'name_taken', errors: [{ path: 'name' }] });
  });

  it.each(['-createdAt', 'createdAt', 'name', '-name'])(
    'are listed page by page, each once, by %s',
    async (sort) => {
      const names = ['beta', 'Alpha', 'delta', 'Charlie', 'echo'];
      for (const name of names) await create(name);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await owner.client.get(`${listPath()}?limit=2&sort=${sort}${next}`);
        const page = body as { items: { name: string }[]; nextCursor: string | null };
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      }
      const byName = ['Alpha', 'beta', 'Charlie', 'delta', 'echo'];
      const ascending = sort.endsWith('name') ? byName : names;
      expect(seen).toEqual(sort.startsWith('-') ? [...ascending].reverse() : ascending);
    },
  );

  it('are found by status and by part of the name, which is no pattern', async () => {
    const { agentId } = await create('50% done_now');
    await finish(agentId, 'failed');
    await create('other');
    const found = async (query: string) =>
      ((await owner.client.get(`${listPath()}?${query}`)).body as { items: { name: string }[] }).items.map(
        ({ name }) => name,
      );
    expect(await found('q=50%25+DONE_')).toEqual(['50% done_now']);
    expect(await found('q=%25')).toEqual(['50% done_now']);
    expect(await found('status=failed')).toEqual(['50% done_now']);
    expect((await found('status=failed&status=queued')).sort()).toEqual(['50% done_now', 'other']);
    const cursor = encodeCursor({ sort: 'name', key: '\0', id: agentId });
    for (const wrong of ['status=flying', `sort=name&cursor=${cursor}`]) {
      const { body } = await owner.client.get(`${listPath()}?${wrong}`);
      expect([wrong, body['code']]).toEqual([wrong, 'validation_failed']);
    }
  });

  it('cannot be put on a target that does not answer', async () => {
    const { body } = await owner.client.post(listPath(), { ...newAgent('x'), deployTarget: 'process' });
    expect(body).toMatchObject({
      status: 422,
      code: 'target_not_configured',
      errors: [{ path: 'deployTarget' }],
    });
  });

  it('are counted for platform admins only', async () => {
    await create('Counted');
    expect((await owner.client.get('/api/admin/overview')).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    const admin = await api.member('Root', 'admin');
    const { body } = await admin.client.get('/api/admin/overview');
    const total = await api.dataSource.manager
      .createQueryBuilder(Agent, 'agent')
      .where(`agent.status <> 'deleted'`)
      .getCount();
    expect(body).toMatchObject({ agents: { total }, deployments: { running: 0, failedLast24h: 0 } });
  });
});
