import { liveInstance, redisUrlOf, serviceOf } from '@nora/testing';
import { Redis } from 'ioredis';
import { say } from './support/chat';
import { eventually } from './support/eventually';
import { DEPLOY_TIMEOUT_MS, Session, holds } from './support/session';
import { countRuntimes } from './support/traces';

const WORKER = 'provisioner-worker';
const KILLED = 'Survivor of a kill';
const FORGOTTEN = 'Survivor of a flush';

describe(`recovery on ${liveInstance().target}`, () => {
  const instance = liveInstance();
  let session: Session;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
  });

  afterAll(async () => {
    await session.removeAgents(KILLED, FORGOTTEN);
    await session.close();
  }, DEPLOY_TIMEOUT_MS);

  it(
    'finishes a deployment whose worker was killed, with one runtime',
    async () => {
      const { agent, deployment } = await session.create(KILLED);
      await session.stream.waitFor(
        'the runtime coming up',
        ({ event, data }) =>
          event === 'deployment.step-changed' &&
          holds(data, { deploymentId: deployment.id }) &&
          holds((data as { step: unknown }).step, { name: 'ready', state: 'running' }),
        DEPLOY_TIMEOUT_MS,
      );
      expect(await session.agent(agent.id)).toMatchObject({ status: 'deploying' });
      const worker = await serviceOf(instance, WORKER);
      if (worker.pid === null) throw new Error('the worker does not run');
      process.kill(worker.pid, 'SIGKILL');
      const successor = await eventually(
        'the supervisor starting another worker',
        async () => {
          const now = await serviceOf(instance, WORKER);
          return now.state === 'ready' && now.pid !== worker.pid ? now : null;
        },
        60_000,
      );
      expect(successor.restarts).toBe(worker.restarts + 1);

      await session.succeeded(deployment.id, DEPLOY_TIMEOUT_MS);
      expect(await session.agent(agent.id)).toMatchObject({ status: 'running', statusReason: null });
      expect(await countRuntimes(instance, agent.id)).toBe(1);
      expect((await say(session, agent.id, 'Hello')).text.trim()).not.toBe('');
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'carries out a deployment that was queued when Redis lost everything',
    async () => {
      const worker = await serviceOf(instance, WORKER);
      if (worker.pid === null) throw new Error('the worker does not run');
      process.kill(worker.pid, 'SIGSTOP');
      const redis = new Redis(redisUrlOf(instance));
      try {
        const { agent, deployment } = await session.create(FORGOTTEN);
        expect(await redis.dbsize()).toBeGreaterThan(0);
        expect(await session.deployment(deployment.id)).toMatchObject({ status: 'queued' });
        await redis.flushall();
        process.kill(worker.pid, 'SIGCONT');
        await session.succeeded(deployment.id, DEPLOY_TIMEOUT_MS);
        expect(await session.agent(agent.id)).toMatchObject({ status: 'running' });
        expect(await countRuntimes(instance, agent.id)).toBe(1);
      } finally {
        process.kill(worker.pid, 'SIGCONT');
        await redis.quit();
      }
    },
    DEPLOY_TIMEOUT_MS,
  );
});
