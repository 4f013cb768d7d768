import { Agent, AuditEntry, Deployment, Transactions, WorkClaims } from '@nora/domain';
import { createLogger } from '@nora/observability';
import { WorkConsumer, WorkQueues, createRedis, type QueueName, type WorkSource } from '@nora/queues';
import type { Redis } from 'ioredis';
import { v7 as uuid } from 'uuid';
import { TestAccess, newAgent } from '../../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import type { AdminQueueDto, AdminQueueJobDto } from './admin-queues.dto';

const REASON = 'the engine has no room';

interface Claim {
  id: string;
  token: string;
}

interface JobPage {
  items: AdminQueueJobDto[];
  nextCursor: string | null;
}

describe('queues of the installation', () => {
  let api: TestApi;
  let admin: Member;
  let owner: Member;
  let connection: Redis;
  let queues: WorkQueues;
  let claims: WorkClaims<Deployment>;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    [admin, owner] = [await api.member('Root', 'admin'), await api.member()];
    connection = createRedis(api.redisUrl, () => undefined);
    queues = new WorkQueues(connection);
    claims = new WorkClaims(new Transactions(api.dataSource, () => undefined), Deployment, 30);
  });

  afterAll(async () => {
    await queues.close();
    connection.disconnect();
    await api.close();
  });

  /** Deployments that all fail. */
  const failingDeployments: WorkSource<Claim> = {
    claim: (id) => claims.take(id, (_manager, _events, _row, token) => Promise.resolve({ id, token })),
    renew: ({ id, token }) => claims.renew(id, token),
    cancelRequested: (ids) => claims.cancelRequested(ids),
    carryOut: async ({ id, token }) => {
      await claims.guarded(id, token, async (manager, _events, { agentId }) => {
        await manager.update(Deployment, { id }, { status: 'failed', claimToken: null });
        await manager.update(Agent, { id: agentId }, { status: 'failed' });
      });
      return { kind: 'failed', reason: REASON };
    },
  };

  /** Work that fails and has no row. */
  const failing: WorkSource<string> = {
    claim: (id) => Promise.resolve(id),
    renew: () => Promise.resolve(),
    cancelRequested: () => Promise.resolve([]),
    carryOut: () => Promise.resolve({ kind: 'failed', reason: REASON }),
  };

  /** Reads a queue until so many of its jobs have failed. */
  async function failUntil<C>(name: QueueName, source: WorkSource<C>, failed: number): Promise<void> {
    const reading = createRedis(api.redisUrl, () => undefined);
    const logger = createLogger('test', 'silent');
    const producer = queues.producers[name];
    const consumer = new WorkConsumer(producer, source, reading, {
      leaseSeconds: 30,
      drainSeconds: 1,
      logger,
    });
    await consumer.start();
    for (const deadline = Date.now() + 10_000; (await producer.depth()).failed < failed;) {
      if (Date.now() > deadline) throw new Error('the jobs did not fail');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await consumer.drain();
    reading.disconnect();
  }

  async function agent(): Promise<{ agentId: string; deploymentId: string }> {
    const path = `/api/workspaces/${owner.workspaceId}/agents`;
    const { body } = await owner.client.post(path, newAgent(`Agent ${uuid()}`));
    const made = body as { agent: { id: string }; deployment: { id: string } };
    return { agentId: made.agent.id, deploymentId: made.deployment.id };
  }

  const jobs = async (path: string) =>
    (await admin.client.get(`/api/admin/queues/${path}`)).body as unknown as JobPage;

  const auditOf = (action: string, resourceId: string) =>
    api.dataSource.manager.findOneByOrFail(AuditEntry, { action, resourceId });

  it('are for platform admins alone', async () => {
    const paths: [string, string][] = [
      ['GET', '/api/admin/queues'],
      ['GET', '/api/admin/queues/deployments/jobs'],
      ['POST', '/api/admin/queues/deployments/jobs/x/retry'],
      ['DELETE', '/api/admin/queues/deployments/jobs/x'],
    ];
    for (const [method, path] of paths) {
      expect((await owner.client.call(method, path)).status).toBe(403);
      expect((await api.visitor().call(method, path)).status).toBe(401);
    }
  });

  it('are counted, with what waits longest and what ended', async () => {
    const { deploymentId } = await agent();
    const { body } = await admin.client.get('/api/admin/queues');
    const { items } = body as unknown as { items: AdminQueueDto[] };
    expect(items.map(({ name }) => name)).toEqual([
      'deployments',
      'clawhub-jobs',
      'backups',
      'alert-deliveries',
    ]);
    expect(items[0]).toMatchObject({
      counts: { waiting: 1, failed: 0 },
      oldestWaitingSeconds: expect.any(Number),
    });
    expect(items[1]).toMatchObject({ counts: { waiting: 0 }, oldestWaitingSeconds: null });
    const [waiting] = (await jobs('deployments/jobs?state=waiting')).items;
    expect(waiting).toMatchObject({
      state: 'waiting',
      error: null,
      retryable: false,
      deployment: { id: deploymentId },
    });
    await failUntil('deployments', failingDeployments, 1);
    const after = (await admin.client.get('/api/admin/queues')).body as unknown as { items: AdminQueueDto[] };
    expect(after.items[0]).toMatchObject({
      counts: { waiting: 0, failed: 1 },
      lastHour: { finished: 0, failed: 1 },
    });
  });

  it('show why a deployment failed, and try it again as a new one', async () => {
    const { agentId, deploymentId } = await agent();
    const { failed } = await queues.producers.deployments.depth();
    await failUntil('deployments', failingDeployments, failed + 1);
    const letter = (await jobs('deployments/jobs')).items[0]!;
    expect(letter).toMatchObject({
      ...{ id: `deploy-${deploymentId}-0`, queue: 'deployments', state: 'failed', error: REASON },
      ...{ payload: { v: 1, deploymentId }, attempts: 1, retryable: true, finishedAt: expect.any(String) },
      deployment: {
        id: deploymentId,
        agentId,
        workspaceId: owner.workspaceId,
        kind: 'deploy',
        status: 'failed',
      },
    });

    const { status, body } = await admin.client.post(`/api/admin/queues/deployments/jobs/${letter.id}/retry`);
    expect(status).toBe(202);
    const retried = body as { jobId: string; deploymentId: string };
    expect(retried.jobId).toBe(`deploy-${retried.deploymentId}-0`);
    expect((await jobs('deployments/jobs?state=waiting')).items.map(({ id }) => id)).toEqual([retried.jobId]);
    expect((await jobs('deployments/jobs')).items.map(({ id }) => id)).not.toContain(letter.id);
    const row = await api.dataSource.manager.findOneByOrFail(Deployment, { id: retried.deploymentId });
    expect(row).toMatchObject({ agentId, kind: 'redeploy', requestedById: admin.userId });
    expect(await auditOf('queue.retry', letter.id)).toMatchObject({
      ...{ actorType: 'user', actorId: admin.userId, workspaceId: owner.workspaceId },
      details: { queue: 'deployments', deploymentId, retriedAs: retried.deploymentId },
    });
  });

  it('refuse a retry that something newer stands against, and leave the letter', async () => {
    const { agentId, deploymentId } = await agent();
    const { failed, waiting } = await queues.producers.deployments.depth();
    await failUntil('deployments', failingDeployments, failed + waiting);
    const newer = await owner.client.post(`/api/agents/${agentId}/redeploy`);
    expect(newer.status).toBe(202);
    const path = `/api/admin/queues/deployments/jobs/deploy-${deploymentId}-0`;
    const inProgress = await admin.client.post(`${path}/retry`);
    expect([inProgress.status, inProgress.body['code']]).toEqual([409, 'operation_in_progress']);
    const [letter] = (await jobs('deployments/jobs')).items.filter(({ id }) => id.includes(deploymentId));
    expect(letter?.retryable).toBe(false);
    expect((await admin.client.delete(path)).status).toBe(204);
    expect((await admin.client.delete(path)).status).toBe(404);
    expect(await auditOf('queue.discard', `deploy-${deploymentId}-0`)).toMatchObject({
      actorId: admin.userId,
    });
  });

  it('refuse to discard or retry what is still to be done', async () => {
    const { deploymentId } = await agent();
    const path = `/api/admin/queues/deployments/jobs/deploy-${deploymentId}-0`;
    for (const refused of [await admin.client.delete(path), await admin.client.post(`${path}/retry`)]) {
      expect([refused.status, refused.body['code']]).toEqual([409, 'operation_not_allowed']);
    }
  });

  it('give failed jobs of other queues back to them, page by page', async () => {
    const { backups } = queues.producers;
    const ids = [uuid(), uuid(), uuid()];
    for (const [turn, id] of ids.entries()) await backups.ensure({ id, attempts: 1, notBefore: null, turn });
    await failUntil('backups', failing, 3);
    const first = await jobs('backups/jobs?limit=2');
    expect(first.items).toHaveLength(2);
    const second = await jobs(`backups/jobs?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(second.nextCursor).toBeNull();
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ payload }) => (payload as { backupId: string }).backupId))).toEqual(
      new Set(ids),
    );
    expect(all[0]).toMatchObject({ error: REASON, attempts: 1, retryable: true, deployment: null });

    const { status, body } = await admin.client.post(`/api/admin/queues/backups/jobs/${all[0]!.id}/retry`);
    expect([status, body]).toEqual([202, { jobId: all[0]!.id, deploymentId: null }]);
    expect(await backups.depth()).toMatchObject({ waiting: 1, failed: 2 });
    expect(await auditOf('queue.retry', all[0]!.id)).toMatchObject({ workspaceId: null });
  });

  it('do not know other names, states and cursors', async () => {
    const status = async (path: string) => (await admin.client.get(`/api/admin/queues/${path}`)).status;
    expect(await status('nothing/jobs')).toBe(404);
    expect(await status('constructor/jobs')).toBe(404);
    expect(await status('backups/jobs?state=lost')).toBe(422);
    expect(await status('backups/jobs?cursor=abc')).toBe(422);
    expect((await admin.client.post('/api/admin/queues/backups/jobs/meta/retry')).status).toBe(404);
  });
});
