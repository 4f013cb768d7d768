import type { AgentEventPayload, DeploymentEventPayload, StepEventPayload } from '@nora/contracts';
import { liveInstance } from '@nora/testing';
import type { ReceivedEvent } from './support/event-stream';
import { beginTurn, say } from './support/chat';
import { expectProblem } from './support/api-client';
import {
  DEPLOY_TIMEOUT_MS,
  Session,
  holds,
  type AgentView,
  type DeploymentView,
  type Page,
} from './support/session';
import { countRuntimes, isListening, portsOf } from './support/traces';

const NAME = 'First agent';
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe(`an agent on ${liveInstance().target}`, () => {
  let session: Session;
  let agent: AgentView;
  let deployment: DeploymentView;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
  });

  afterAll(() => session.close());

  const eventsOf = (type: string): ReceivedEvent[] =>
    session.stream.events.filter(({ event, data }) => event === type && holds(data, { agentId: agent.id }));

  it('can be chosen in the catalog, and what cannot be chosen says why', async () => {
    type Entry = { id: string; available: boolean; maturity: string; reason: string | null };
    const catalog = await session.client.expect<Record<string, Entry[]>>(200, 'GET', '/api/catalog');
    const { target } = session.instance;
    expect(catalog['deployTargets']?.find(({ id }) => id === target)).toMatchObject({
      available: true,
      maturity: target === 'process' ? 'embedded' : 'ga',
    });
    expect(catalog['providers']?.find(({ id }) => id === 'demo')).toMatchObject({ available: true });
    const refused = Object.values(catalog)
      .filter((part) => Array.isArray(part))
      .flat()
      .filter(({ available }) => !available);
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatch(/\w+ \w+/);
  });

  it(
    'is deployed step by step, seen live',
    async () => {
      ({ agent, deployment } = await session.create(NAME));
      expect(agent).toMatchObject({ name: NAME, status: 'queued', activeDeploymentId: deployment.id });
      expect(deployment).toMatchObject({ kind: 'deploy', status: 'queued', agentId: agent.id });
      const ended = await session.succeeded(deployment.id, DEPLOY_TIMEOUT_MS);
      await session.stream.waitFor(
        'the agent running',
        ({ event, data }) =>
          event === 'agent.status-changed' && holds(data, { agentId: agent.id, status: 'running' }),
      );

      const steps = eventsOf('deployment.step-changed').map(({ data }) => (data as StepEventPayload).step);
      const seen = new Map<string, string[]>();
      for (const { name, state } of steps) {
        const states = seen.get(name) ?? [];
        if (states.at(-1) !== state) states.push(state);
        seen.set(
          name,
          states.filter((known) => known !== 'pending'),
        );
      }
      const names = ['image', 'storage', 'network', 'create', 'inject', 'start', 'ready', 'verify'];
      expect([...seen.entries()]).toEqual(names.map((name) => [name, ['running', 'succeeded']]));
      expect(ended.steps.map(({ name, state }) => [name, state])).toEqual(
        names.map((name) => [name, 'succeeded']),
      );
      const running = steps.filter(({ state }) => state === 'running').map(({ position }) => position);
      expect(running).toEqual([...running].sort((left, right) => left - right));
      for (const { startedAt, finishedAt } of ended.steps) {
        expect(Date.parse(finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''));
      }
    },
    DEPLOY_TIMEOUT_MS,
  );

  it('told of every change within two seconds of it', () => {
    const late = session.stream.events
      .map(({ event, data, receivedAt }) => ({
        event,
        lag: receivedAt - Date.parse((data as { at: string }).at),
      }))
      .filter(({ lag }) => !(lag < 2_000));
    expect(late).toEqual([]);
  });

  it('was queued, then deploying, and running only after it had answered', () => {
    const statuses = ['agent.created', 'agent.status-changed']
      .flatMap(eventsOf)
      .map(({ data }) => (data as AgentEventPayload).status);
    expect(statuses).toEqual(['queued', 'deploying', 'running']);
    const kinds = ['deployment.created', 'deployment.status-changed']
      .flatMap(eventsOf)
      .map(({ data }) => (data as DeploymentEventPayload).status);
    expect(kinds).toEqual(['queued', 'running', 'succeeded']);
    const order = session.stream.events;
    const verified = order.findIndex(({ data }) =>
      holds((data as StepEventPayload).step, { name: 'verify', state: 'succeeded' }),
    );
    const isRunning = order.findIndex(({ data }) =>
      holds(data, { agentId: agent.id, status: 'running', name: NAME }),
    );
    expect(verified).toBeGreaterThan(-1);
    expect(isRunning).toBeGreaterThan(verified);
  });

  it('runs once, and listens where the instance says', async () => {
    agent = await session.agent(agent.id);
    expect(agent).toMatchObject({ status: 'running', currentVersion: 1, activeDeploymentId: null });
    expect(agent.runtime?.version).toMatch(/^\d/);
    expect(await countRuntimes(session.instance, agent.id)).toBe(1);
    const ports = await portsOf(session.instance, agent.id);
    expect(ports).toHaveLength(2);
    expect(await Promise.all(ports.map(isListening))).toEqual([true, true]);
  });

  it('is in the list, by part of its name and by its status', async () => {
    const found = async (query: Record<string, string>): Promise<string[]> =>
      (await session.agents(query)).items.map(({ id }) => id);
    expect(await found({})).toEqual([agent.id]);
    expect(await found({ q: 'FIRST' })).toEqual([agent.id]);
    expect(await found({ status: 'running', sort: 'name' })).toEqual([agent.id]);
    expect(await found({ status: 'stopped' })).toEqual([]);
    expect(await found({ q: 'second' })).toEqual([]);
  });

  it('keeps its name to itself', async () => {
    const answer = await session.client.call('POST', '/api/workspaces/{workspaceId}/agents', {
      params: { workspaceId: session.workspaceId },
      body: session.newAgent(NAME.toUpperCase()),
    });
    const { errors } = expectProblem(answer, 409, 'name_taken');
    expect(errors?.map(({ path }) => path)).toEqual(['name']);
  });

  it('answers piece by piece, and goes on in the same conversation', async () => {
    const first = await say(session, agent.id, 'Hello, what can you do?');
    expect(first.deltas.length).toBeGreaterThan(1);
    expect(first.text.trim().length).toBeGreaterThan(10);
    expect(first.sessionKey).not.toBe('');
    const arrivals = new Set(first.deltas.map(({ receivedAt }) => receivedAt));
    expect(arrivals.size).toBeGreaterThan(1);

    const second = await say(session, agent.id, 'And what did I ask before?', first.sessionKey);
    expect(second.sessionKey).toBe(first.sessionKey);
    expect(second.text.trim()).not.toBe('');
  }, 180_000);

  it('gives up a turn whose reader has gone away', async () => {
    const before = await say(session, agent.id, 'Hello again');
    const turn = await beginTurn(session, agent.id, 'Tell me a long story', before.sessionKey);
    await turn.waitFor('the first piece', ({ event }) => event === 'delta', 60_000);
    await turn.close();
    expect(turn.events.map(({ event }) => event)).not.toContain('done');
    const after = await say(session, agent.id, 'Still there?', before.sessionKey);
    expect(after.text.trim()).not.toBe('');
  }, 240_000);

  it('refuses an empty message and a conversation of another form', async () => {
    const send = (body: Record<string, unknown>) =>
      session.client.call('POST', '/api/agents/{agentId}/gateway/chat', {
        params: { agentId: agent.id },
        body,
      });
    for (const body of [{ message: '' }, {}, { message: 'hi', sessionKey: '../../etc' }]) {
      expectProblem(await send(body), 422, 'validation_failed');
    }
  });

  it('shows its log, to its end or as it grows', async () => {
    const params = { agentId: agent.id };
    const whole = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params,
      query: { tail: '50', follow: 'false' },
    });
    await whole.waitFor('the end of the log', ({ event }) => event === 'end');
    const lines = whole.events.filter(({ event }) => event === 'line').map(({ data }) => data);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(50);
    for (const line of lines) {
      expect(line).toEqual({
        at: expect.stringMatching(ISO_TIME),
        stream: expect.stringMatching(/^std(out|err)$/),
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        text: expect.any(String),
      });
    }

    const half = Math.floor(lines.length / 2);
    const middle = whole.events.filter(({ event }) => event === 'line')[half];
    const behind = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params,
      query: { lastEventId: middle?.id ?? '', follow: 'false' },
    });
    await behind.waitFor('the end of the log', ({ event }) => event === 'end');
    const again = behind.events.filter(({ event }) => event === 'line').map(({ data }) => data);
    expect(again.slice(0, lines.length - half - 1)).toEqual(lines.slice(half + 1));

    const followed = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params,
      query: { tail: '1', follow: 'true' },
    });
    await followed.waitFor('a line', ({ event }) => event === 'line');
    expect(followed.events.map(({ event }) => event)).not.toContain('end');
    await followed.close();
  });

  it('remembers its deployments, newest first', async () => {
    const { items } = await session.client.expect<Page<DeploymentView>>(
      200,
      'GET',
      '/api/agents/{agentId}/deployments',
      { params: { agentId: agent.id } },
    );
    expect(items.map(({ id, kind, status }) => [id, kind, status])).toEqual([
      [deployment.id, 'deploy', 'succeeded'],
    ]);
  });
});
