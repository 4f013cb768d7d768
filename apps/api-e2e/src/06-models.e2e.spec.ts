import { randomBytes } from 'node:crypto';
import { TestModelProvider, agentSecretsOf, liveInstance, runtimeListenerOf } from '@nora/testing';
import { runInside } from './support/agent-home';
import { beginTurn, say } from './support/chat';
import { eventually } from './support/eventually';
import { findInside } from './support/inside';
import {
  DEPLOY_TIMEOUT_MS,
  OPERATION_TIMEOUT_MS,
  Session,
  type AgentView,
  type DeploymentView,
} from './support/session';

const DIRECT_KEY = `sk-direct-${randomBytes(24).toString('hex')}`;
const TURN_MS = 120_000;
/** The most that a stop may take to reach the last byte of an answer. */
const CUT_MS = 2_000;

/** Ends with the status of an answer of the listener, less that of a good one. */
const ASK_FROM_INSIDE = `
  const { models } = JSON.parse(require('node:fs').readFileSync('/home/node/.openclaw/openclaw.json', 'utf8'));
  const headers = { authorization: 'Bearer ' + process.argv[1] };
  fetch(models.providers.nora.baseUrl + '/models', { headers }).then(({ status }) => process.exit(status - 200));
`;

describe(`models of agents on ${liveInstance().target}`, () => {
  const instance = liveInstance();
  const listener = runtimeListenerOf(instance);
  const realKey = (name: string) => `sk-${name}-${randomBytes(24).toString('hex')}`;
  let session: Session;
  let openai: TestModelProvider;
  let anthropic: TestModelProvider;
  /** Bound to the first while it runs, and deployed with the second. */
  let agent: AgentView;
  let other: AgentView;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    [openai, anthropic] = await Promise.all([
      TestModelProvider.start(realKey('openai')),
      TestModelProvider.start(realKey('ant')),
    ]);
    const [ofOpenai, ofAnthropic] = [
      await provider('openai-compatible', openai),
      await provider('anthropic', anthropic),
    ];
    agent = await session.runningAgent('First agent');
    await bind(agent, { providerId: ofOpenai, model: 'gpt-x' });
    const made = await session.client.expect<{ agent: AgentView; deployment: DeploymentView }>(
      ...([202, 'POST', '/api/workspaces/{workspaceId}/agents'] as const),
      {
        params: { workspaceId: session.workspaceId },
        body: { ...session.newAgent(`Bound ${anthropic.key.slice(-6)}`), provider: ofAnthropic },
      },
    );
    await session.succeeded(made.deployment.id, DEPLOY_TIMEOUT_MS);
    other = await session.agent(made.agent.id);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(async () => {
    await bind(agent, { providerId: null, model: 'demo-1' });
    await session.close();
    await Promise.all([openai.close(), anthropic.close()]);
  });

  /** Setting one up tries the key. */
  async function provider(kind: string, { url, key }: TestModelProvider): Promise<string> {
    const { id } = await session.client.expect<{ id: string }>(
      ...([201, 'POST', '/api/workspaces/{workspaceId}/providers'] as const),
      {
        params: { workspaceId: session.workspaceId },
        body: {
          ...{
            name: `${kind} ${key.slice(-6)}`,
            kind,
            baseUrl: `${url}/v1`,
            apiKey: key,
            defaultModel: 'gpt-x',
          },
        },
      },
    );
    return id;
  }

  const bind = ({ id }: AgentView, choice: { providerId: string | null; model: string }) =>
    session.client.expect(200, 'PUT', '/api/agents/{agentId}/model', {
      params: { agentId: id },
      body: { ...choice, fallbacks: [] },
    });
  const keyOf = async ({ id }: AgentView) => (await agentSecretsOf(instance, id)).modelKey;
  const opens = async (key: string) =>
    (await fetch(`${listener}/llm/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status;

  it.each([
    ['OpenAI', () => agent, () => openai, '/v1/chat/completions'],
    ['Anthropic', () => other, () => anthropic, '/v1/messages'],
  ] as const)(
    'are those of a provider in the API of %s: in a stream, with tools, by its real key',
    async (_name, whose, whom, path) => {
      const { id } = whose();
      const from = whom();
      from.behaves(() => ({ pieces: 12, pauseMs: 20 }));
      const spoken = await say(session, id, 'Hello');
      expect(spoken.text).toContain('says that all is well');
      expect(spoken.deltas.length).toBeGreaterThan(1);

      let times = 0;
      from.behaves(() => ((times += 1) === 1 ? { tool: { command: 'date -u' }, toolName: 'exec' } : {}));
      const turn = await beginTurn(session, id, 'What time is it?');
      await turn.waitFor('the end of the turn', ({ event }) => event === 'done', TURN_MS);
      await turn.close();
      const phases = turn.events
        .filter(({ event }) => event === 'tool')
        .map(({ data }) => (data as { phase: string }).phase);
      expect(phases).toEqual(expect.arrayContaining(['start', 'result']));

      const virtual = await keyOf(whose());
      expect(from.calls).toHaveLength(2);
      expect(JSON.stringify(from.calls[1]?.body)).toMatch(/UTC/);
      expect(from.strangers).toBe(0);
      for (const call of from.calls) {
        expect([call.path, call.model, call.streamed]).toEqual([path, 'gpt-x', true]);
        expect(JSON.stringify(call)).not.toContain(virtual);
      }
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'are had without the real key: it is nowhere that an agent can look, and its own key is found',
    async () => {
      for (const one of [agent, other]) {
        const keys = { openai: openai.key, anthropic: anthropic.key, own: await keyOf(one) };
        const found = await findInside(instance, one.id, keys);
        expect(found.filter((finding) => !finding.startsWith('own in '))).toEqual([]);
        expect(found.some((finding) => /^own in (the environment|\/)/.test(finding))).toBe(true);
        expect(
          found.filter((finding) => /^own in the (arguments|container|image|history|output)/.test(finding)),
        ).toEqual([]);
      }
    },
    OPERATION_TIMEOUT_MS,
  );

  if (instance.target === 'docker') {
    it('are not had with the key of another agent', async () => {
      const ask = (key: string) => runInside(agent.id, ['node', '-e', ASK_FROM_INSIDE, key]);
      expect(await ask(await keyOf(agent))).toBe(200 - 200);
      expect(await ask(await keyOf(other))).toBe(401 - 200);
      expect(await opens(await keyOf(other))).toBe(200);
    });
  }

  it(
    'fall silent within two seconds when they are stopped, in the middle of an answer, and come back',
    async () => {
      openai.behaves(() => ({ pieces: 600, pauseMs: 100 }));
      const turn = await beginTurn(session, agent.id, 'Tell me more');
      await turn.waitFor('the first words', ({ event }) => event === 'delta', TURN_MS);
      const of = { params: { agentId: agent.id } };
      await session.client.expect(200, 'PUT', '/api/agents/{agentId}/model-stop', {
        ...of,
        body: { reason: 'Enough' },
      });
      const stoppedAt = Date.now();
      const silent = () => Promise.resolve(openai.underWay === 0 ? true : null);
      await eventually('the end of the answer', silent, 30_000);
      expect(Date.now() - stoppedAt).toBeLessThan(CUT_MS);
      await turn.waitFor('the end', ({ event }) => event === 'done' || event === 'error', TURN_MS);
      await turn.close();
      openai.behaves();
      await expect(say(session, agent.id, 'And now?')).rejects.toThrow('the turn failed');
      expect(openai.calls).toEqual([]);
      await session.client.expect(200, 'DELETE', '/api/agents/{agentId}/model-stop', of);
      expect((await say(session, agent.id, 'And now?')).text).toContain('all is well');
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'are not had with a key that was replaced or whose agent is deleted',
    async () => {
      const [old, last] = [await keyOf(agent), await keyOf(other)];
      const { deployment } = await session.client.expect<{ deployment: DeploymentView }>(
        ...([202, 'POST', '/api/agents/{agentId}/model-key/rotate'] as const),
        { params: { agentId: agent.id } },
      );
      expect([await opens(old), await opens(last)]).toEqual([401, 200]);
      const [, deletion] = await Promise.all([
        session.succeeded(deployment.id),
        session.operate(other.id, 'delete'),
      ]);
      await session.succeeded(deletion.id);
      expect(await opens(last)).toBe(401);
      expect((await say(session, agent.id, 'With another key')).text).toContain('all is well');
      expect(await opens(await keyOf(agent))).toBe(200);
    },
    2 * OPERATION_TIMEOUT_MS,
  );
});

// The same on every target; and a container does not reach a provider on this machine.
if (liveInstance().target === 'process') {
  describe('a runtime whose model', () => {
    let session: Session;
    let agent: AgentView;
    let provider: TestModelProvider;
    let providerId: string;

    beforeAll(async () => {
      session = await Session.ofAdministrator();
      provider = await TestModelProvider.start(DIRECT_KEY);
      ({ id: providerId } = await session.client.expect<{ id: string }>(
        ...([201, 'POST', '/api/workspaces/{workspaceId}/providers'] as const),
        {
          params: { workspaceId: session.workspaceId },
          body: {
            ...{ name: `Withheld ${Date.now()}`, kind: 'openai-compatible', baseUrl: `${provider.url}/v1` },
            ...{ apiKey: DIRECT_KEY, defaultModel: 'gpt-x' },
          },
        },
      ));
      agent = await session.runningAgent('First agent');
    }, DEPLOY_TIMEOUT_MS);

    afterAll(async () => {
      await bind({ providerId: null, model: 'demo-1', delivery: 'gateway' });
      expect((await restarted()).status).toBe('succeeded');
      await session.close();
      await provider.close();
    }, OPERATION_TIMEOUT_MS);

    const of = () => ({ params: { agentId: agent.id } });
    const bind = (choice: object) =>
      session.client.expect(200, 'PUT', '/api/agents/{agentId}/model', {
        ...of(),
        body: { ...choice, fallbacks: [] },
      });
    const restarted = async (): Promise<DeploymentView> =>
      session.ended((await session.operate(agent.id, 'restart')).id);
    const wanted = async () =>
      ((await session.agent(agent.id)) as AgentView & { redeployWantedAt: string | null }).redeployWantedAt;

    it(
      'is of a provider that it calls itself holds the real key, and says so before it knows of it',
      async () => {
        await bind({ providerId, model: 'gpt-x', delivery: 'direct' });
        expect(await wanted()).not.toBeNull();
        expect((await restarted()).status).toBe('succeeded');
        expect(await wanted()).toBeNull();
        expect((await say(session, agent.id, 'Hello')).text).toContain('all is well');
        expect(await findInside(session.instance, agent.id, { real: DIRECT_KEY })).not.toEqual([]);
      },
      OPERATION_TIMEOUT_MS,
    );

    it(
      'was held by itself forgets the real key when it is to ask Nora again; while stopped it is not asked at all',
      async () => {
        await bind({ providerId, model: 'gpt-x', delivery: 'gateway' });
        await session.client.expect(200, 'PUT', '/api/agents/{agentId}/model-stop', {
          ...of(),
          body: { reason: 'For a test' },
        });
        provider.behaves();
        const deployment = await restarted();
        expect(deployment.status).toBe('succeeded');
        const verify = deployment.steps.find(({ name }) => name === 'verify');
        expect(verify?.message).toContain('the models of this agent are stopped (For a test)');
        expect(provider.calls).toEqual([]);
        expect(await findInside(session.instance, agent.id, { real: DIRECT_KEY })).toEqual([]);
        await session.client.expect(200, 'DELETE', '/api/agents/{agentId}/model-stop', of());
      },
      OPERATION_TIMEOUT_MS,
    );

    it(
      'refuses it is up all the same, and the deployment fails in the provider’s words',
      async () => {
        provider.behaves(() => ({ status: 404 }));
        const { status, error } = await restarted();
        expect([status, error?.code]).toEqual(['failed', 'model_unanswered']);
        expect(error?.detail).toContain('The test provider was told to refuse.');
        expect((await session.agent(agent.id)).status).toBe('warning');
        provider.behaves();
      },
      OPERATION_TIMEOUT_MS,
    );
  });
}
