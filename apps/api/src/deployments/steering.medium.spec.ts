import { Agent, AuditEntry, Deployment, type AgentBefore } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

type Result = { deployment: { id: string; kind: string; status: string; version: number } };

describe('a deployment', () => {
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

  const cancel = (id: string) => owner.client.post(`/api/deployments/${id}/cancel`);
  const retry = (id: string) => owner.client.post(`/api/deployments/${id}/retry`);
  const ask = async (agentId: string, operation: string, body?: object) =>
    ((await owner.client.post(`/api/agents/${agentId}/${operation}`, body)).body as Result).deployment;
  const agentOf = async (agentId: string) => (await owner.client.get(`/api/agents/${agentId}`)).body;

  it.each(['running', 'warning', 'stopped', 'failed'] as const)(
    'that nobody has taken up is called off at once, and the agent is %s as before',
    async (status) => {
      const before: AgentBefore = { status, statusReason: 'as it was', desiredState: 'stopped' };
      const { agentId } = await agents.settled(owner, 'Before', before);
      const { id } = await ask(agentId, 'redeploy');
      expect(await agentOf(agentId)).toMatchObject({ status: 'queued', desiredState: 'running' });
      const answer = await cancel(id);
      expect([answer.status, answer.body]).toMatchObject([
        202,
        {
          deployment: { id, status: 'cancelled', cancelRequested: true, cancellable: false, retryable: true },
        },
      ]);
      expect(await agentOf(agentId)).toMatchObject({ ...before, activeDeploymentId: null });
      const acted = { action: 'deployment.cancel', resourceId: id, actorId: owner.userId };
      expect(await api.dataSource.manager.countBy(AuditEntry, acted)).toBe(1);
    },
  );

  it('that was the first is called off too, and leaves a stopped agent that can be tried again', async () => {
    const { agentId, deploymentId } = await agents.create(owner, 'First');
    await cancel(deploymentId);
    expect(await agentOf(agentId)).toMatchObject({ status: 'stopped', desiredState: 'stopped' });
    expect((await retry(deploymentId)).body).toMatchObject({
      deployment: { kind: 'redeploy', status: 'queued' },
    });
  });

  it('that is under way is told to its worker, which decides when it ends', async () => {
    const { agentId, deploymentId } = await agents.create(owner, 'Under way');
    const running = { status: 'running' as const, startedAt: new Date(), attempts: 1 };
    await api.dataSource.manager.update(Deployment, { id: deploymentId }, running);
    for (let times = 0; times < 2; times += 1) {
      expect((await cancel(deploymentId)).body).toMatchObject({
        deployment: { status: 'running', cancelRequested: true, cancellable: false, attempts: 1 },
      });
    }
    expect((await agentOf(agentId))['activeDeploymentId']).toBe(deploymentId);
  });

  it('that waits for its next attempt is due at once when it is cancelled, so that a worker settles it', async () => {
    const { deploymentId: id } = await agents.create(owner, 'Between attempts');
    const later = new Date(Date.now() + 3_600_000);
    const waiting = { startedAt: new Date(), attempts: 1, notBefore: later };
    await api.dataSource.manager.update(Deployment, { id }, waiting);
    expect((await cancel(id)).body).toMatchObject({
      deployment: { status: 'queued', cancelRequested: true },
    });
    const { notBefore } = await api.dataSource.manager.findOneByOrFail(Deployment, { id });
    expect(notBefore).toBeNull();
  });

  it('that has ended cannot be called off', async () => {
    const { deploymentId } = await agents.settled(owner, 'Ended');
    expect((await cancel(deploymentId)).body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
  });

  it('that failed is tried again with its version and options, as a new one', async () => {
    const { agentId } = await agents.settled(owner, 'Failing');
    const { id } = await ask(agentId, 'redeploy', { freshStorage: true });
    await agents.settle(agentId, { status: 'failed' }, { status: 'failed', errorCode: 'x', exitCode: 137 });
    expect((await owner.client.get(`/api/deployments/${id}`)).body).toMatchObject({
      ...{ retryable: true, error: { code: 'x', exitCode: 137 } },
    });
    const { status, body } = await retry(id);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      deployment: { kind: 'redeploy', version: 1, options: { freshStorage: true }, status: 'queued' },
    });
    expect((body as Result).deployment.id).not.toBe(id);
    expect((await retry(id)).body).toMatchObject({ status: 409, code: 'operation_in_progress' });
  });

  it('that something newer came after cannot be tried again', async () => {
    const { agentId } = await agents.settled(owner, 'Moved on');
    const { id } = await ask(agentId, 'stop');
    await agents.settle(agentId, { status: 'failed' }, { status: 'failed' });
    await ask(agentId, 'redeploy');
    await agents.settle(agentId, { status: 'running' });
    expect((await owner.client.get(`/api/deployments/${id}`)).body).toMatchObject({ retryable: false });
    expect((await retry(id)).body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
  });

  it('says who asked for it, or why the worker did', async () => {
    const { agentId, deploymentId: id } = await agents.create(owner, 'Asked for');
    const show = async () => (await owner.client.get(`/api/deployments/${id}`)).body;
    expect(await show()).toMatchObject({ requestedBy: { id: owner.userId, name: 'Ada' }, reason: null });
    const healing = { kind: 'heal' as const, requestedById: null, reason: 'The container is gone.' };
    await api.dataSource.manager.update(Deployment, { id }, healing);
    expect(await show()).toMatchObject({ requestedBy: null, reason: 'The container is gone.' });
    const drift = [{ kind: 'runtime-missing' as const, detail: 'Gone.', seenAt: '2026-01-01T00:00:00.000Z' }];
    await api.dataSource.manager.update(Agent, { id: agentId }, { drift });
    expect(await agentOf(agentId)).toMatchObject({ drift, driftPolicy: 'heal' });
  });

  it('says how long such a one takes, of the last 20 of its kind that succeeded', async () => {
    const fresh = await startTestApi([new TestAccess()]);
    try {
      const someone = await fresh.member();
      const made = new TestAgents(fresh);
      const startedAt = new Date('2026-01-01T00:00:00Z');
      const seconds = [...Array<number>(5).fill(500), ...Array<number>(18).fill(10), 20, 20];
      for (const [index, taken] of seconds.entries()) {
        const { agentId } = await made.create(someone, `Agent ${index}`);
        const finishedAt = new Date(startedAt.getTime() + taken * 1_000);
        await made.settle(agentId, { status: 'running' }, { status: 'succeeded', startedAt, finishedAt });
      }
      const { deploymentId } = await made.create(someone, 'Expected');
      const { body } = await someone.client.get(`/api/deployments/${deploymentId}`);
      expect(body['expected']).toEqual({ p50Ms: 10_000, p90Ms: 11_000 });
    } finally {
      await fresh.close();
    }
  });
});
