import { randomUUID } from 'node:crypto';
import { insertAccount, liveInstance } from '@nora/testing';
import { agentOperations } from './support/agent-operations';
import { plantMarker, type Marker } from './support/agent-home';
import { expectProblem } from './support/api-client';
import { say } from './support/chat';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session, type AgentView } from './support/session';
import { countRuntimes, isListening, portsOf, tracesOf } from './support/traces';

const NAME = 'First agent';

describe(`a running agent on ${liveInstance().target}`, () => {
  let session: Session;
  let agent: AgentView;
  let marker: Marker;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent(NAME);
    marker = await plantMarker(session.instance, agent.id);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  it('does not exist for somebody of another workspace', async () => {
    const account = {
      name: 'Eve',
      email: `eve-${randomUUID()}@example.test`,
      password: 'five silent otters drift',
    };
    await insertAccount(session.instance, account);
    const stranger = await Session.of(account);
    const ofNobody = agentOperations(randomUUID());
    for (const [index, [method, path, options]] of agentOperations(agent.id).entries()) {
      const foreign = await stranger.client.call(method, path, options);
      const missing = await stranger.client.call(method, path, ofNobody[index]?.[2]);
      const problem = expectProblem(foreign, 404, 'not_found');
      expect(problem).toEqual({
        ...expectProblem(missing, 404, 'not_found'),
        correlationId: problem.correlationId,
      });
    }
    expect((await stranger.agents()).items).toEqual([]);
    await stranger.close();
    expect(await session.agent(agent.id)).toMatchObject({ status: 'running', activeDeploymentId: null });
  });

  it('cannot be started, because it runs', async () => {
    const answer = await session.client.call('POST', '/api/agents/{agentId}/start', {
      params: { agentId: agent.id },
    });
    expectProblem(answer, 409, 'operation_not_allowed');
  });

  it(
    'is stopped once by two who ask at the same moment, and the other is told by which deployment',
    async () => {
      const ports = await portsOf(session.instance, agent.id);
      const stop = () =>
        session.client.call<{ deployment: { id: string } }>('POST', '/api/agents/{agentId}/stop', {
          params: { agentId: agent.id },
        });
      const answers = await Promise.all([stop(), stop()]);
      const [accepted, refused] = answers.sort((left, right) => left.status - right.status);
      if (accepted === undefined || refused === undefined) throw new Error('two answers were expected');
      expect(accepted.status).toBe(202);
      const { deploymentId } = expectProblem(refused, 409, 'operation_in_progress');
      expect(deploymentId).toBe(accepted.body.deployment.id);

      await session.succeeded(accepted.body.deployment.id);
      expect(await session.agent(agent.id)).toMatchObject({ status: 'stopped', desiredState: 'stopped' });
      expect(await Promise.all(ports.map(isListening))).toEqual([false, false]);
      expect((await tracesOf(session.instance, agent.id)).processes).toEqual([]);
    },
    OPERATION_TIMEOUT_MS,
  );

  it('cannot be talked to while it is stopped, and still shows its log', async () => {
    const params = { agentId: agent.id };
    const answer = await session.client.call('POST', '/api/agents/{agentId}/gateway/chat', {
      params,
      body: { message: 'hello' },
    });
    expectProblem(answer, 409, 'agent_not_running');
    const log = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params,
      query: { tail: '20', follow: 'false' },
    });
    await log.waitFor('the end of the log', ({ event }) => event === 'end');
    expect(log.events.some(({ event }) => event === 'line')).toBe(true);
  });

  it.each(['start', 'restart', 'redeploy'] as const)(
    'answers again after a %s, once, and has kept its files',
    async (kind) => {
      const before = await session.agent(agent.id);
      await session.carryOut(agent.id, kind);
      const after = await session.agent(agent.id);
      expect(after).toMatchObject({ status: 'running', desiredState: 'running', statusReason: null });
      expect(after.runtime?.startedAt).not.toBe(before.runtime?.startedAt);
      expect(await countRuntimes(session.instance, agent.id)).toBe(1);
      expect(await marker.isThere()).toBe(true);
      expect((await say(session, agent.id, `Hello after the ${kind}`)).text.trim()).not.toBe('');
    },
    OPERATION_TIMEOUT_MS,
  );

  it('told of everything in an order that can be taken up at any point', async () => {
    const known = session.stream.events.map(({ id, event, data }) => ({ id, event, data }));
    expect(known.length).toBeGreaterThan(20);
    const ids = known.map(({ id }) => id ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const from of [0, Math.floor(ids.length / 2)]) {
      const resumed = await session.client.stream('GET', '/api/events/stream', {
        headers: { 'last-event-id': ids[from] ?? '' },
      });
      await resumed.waitFor('the newest event', ({ id }) => id === ids.at(-1));
      await resumed.close();
      const missed = known.slice(from + 1);
      const replayed = resumed.events.map(({ id, event, data }) => ({ id, event, data }));
      expect(replayed.slice(0, missed.length)).toEqual(missed);
    }
  });
});
