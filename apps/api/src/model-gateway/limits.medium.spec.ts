import { TestModelProvider } from '@nora/testing';
import { Redis } from 'ioredis';
import { LOCAL_PROVIDERS, ModelScene, call, type SceneAgent } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type TestApi } from '../testing/test-api';

const CHAT = '/llm/v1/chat/completions';
const ASKED = {
  model: 'default',
  messages: [{ role: 'user', content: 'Hello '.repeat(20) }],
  max_tokens: 30,
};

describe('what agents may spend on models', () => {
  let api: TestApi;
  let provider: TestModelProvider;
  let scene: ModelScene;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], {
      ...LOCAL_PROVIDERS,
      MODEL_GATEWAY_CALLS_PER_AGENT: '1000',
    });
    provider = await TestModelProvider.start('sk-one');
  });

  beforeEach(async () => {
    scene = await ModelScene.open(api);
    provider.behaves();
  });

  afterAll(async () => {
    await provider.close();
    await api.close();
  });

  const bound = async (): Promise<SceneAgent> => {
    const baseUrl = `${provider.url}/v1`;
    const providerId = await scene.provider({ kind: 'openai', baseUrl, apiKey: 'sk-one', model: 'gpt-4o' });
    return scene.agent({ providerId, model: 'gpt-4o' });
  };
  const budget = async (more: object): Promise<void> => {
    const asked = { name: 'Small', unit: 'tokens', amount: '1000', period: 'day', ...more };
    const { status, body } = await scene.owner.client.post(
      `/api/workspaces/${scene.owner.workspaceId}/budgets`,
      asked,
    );
    if (status !== 201) throw new Error(JSON.stringify(body));
  };
  const spentOf = async () => {
    const [row] = await api.dataSource.query<{ spent: string; reserved: string }[]>(
      `SELECT w.spent, w.reserved FROM budget_windows w JOIN budgets b ON b.id = w.budget_id WHERE b.workspace_id = $1`,
      [scene.owner.workspaceId],
    );
    return row;
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await holds()); tries += 1) {
      if (tries === 100) throw new Error('waited in vain');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('is never more than the budget, on two replicas with Redis flushed and its connections cut', async () => {
    const agent = await bound();
    // A call takes 150 tokens: there is room for twenty.
    await budget({ amount: '3000' });
    provider.behaves(() => ({ delayMs: 150 }));
    const replica = await api.replica();
    const calls = Array.from({ length: 200 }, (_, index) =>
      call(index % 2 === 0 ? api.runtimeUrl : replica.runtimeUrl, agent.key, CHAT, ASKED),
    );
    const redis = new Redis(api.redisUrl);
    await redis.flushall();
    await redis.call('client', 'kill', 'type', 'normal', 'skipme', 'yes');
    redis.disconnect();
    const answers = await Promise.all(calls);
    const admitted = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect(admitted).toBeGreaterThan(3);
    expect(admitted).toBeLessThanOrEqual(20);
    expect(provider.calls.length).toBe(admitted);
    await until(async () => (await spentOf())?.reserved === '0.000000');
    expect(Number((await spentOf())?.spent)).toBe(admitted * 150);
    await replica.close();
  });

  it('is said to the agent in the words of its API, with the time when it may ask again', async () => {
    const agent = await bound();
    await budget({ amount: '200', unit: 'tokens', period: 'day' });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await until(async () => Number((await spentOf())?.spent) === 150);
    const answer = await agent.call(CHAT, ASKED);
    const { error, resets_at } = (await answer.json()) as {
      error: Record<string, string>;
      resets_at: string;
    };
    expect([answer.status, error['code'], error['type']]).toEqual([
      429,
      'budget_exhausted',
      'rate_limit_error',
    ]);
    expect(error['message']).toMatch(
      /^The budget “Small” \(200 tokens a day\) has no room for this call: 150 tokens/,
    );
    expect(new Date(resets_at).getTime() - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    const rows = await scene.booked(agent.agentId, 2);
    expect(rows.at(-1)).toMatchObject({ outcome: 'refused', status: 429, error_code: 'budget_exhausted' });
  });

  it('is counted in dollars, with what the provider says it was', async () => {
    const agent = await bound();
    await budget({ unit: 'usd', amount: '1.00' });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    const [row] = await scene.booked(agent.agentId);
    // 80 of the input at $2.50, 40 from the cache at $1.25, 30 of output at $10 for a million.
    expect(row).toMatchObject({ cost_usd: '0.000550', price_source: 'catalog' });
    expect((await spentOf())?.spent).toBe('0.000550');
  });

  it('is nothing where no price is known and the workspace refuses that', async () => {
    const baseUrl = `${provider.url}/v1`;
    const providerId = await scene.provider({
      kind: 'openai-compatible',
      baseUrl,
      apiKey: 'sk-one',
      model: 'own',
    });
    const agent = await scene.agent({ providerId, model: 'own' });
    await budget({ unit: 'usd', amount: '1.00' });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await scene.owner.client.patch(`/api/workspaces/${scene.owner.workspaceId}`, { unknownPrice: 'refuse' });
    const answer = await agent.call(CHAT, ASKED);
    expect([answer.status, await answer.text()]).toEqual([423, expect.stringContaining('price_unknown')]);
  });

  it('ends within two seconds when somebody stops it, on every replica, also in the middle of an answer', async () => {
    const agent = await bound();
    const replica = await api.replica();
    provider.behaves(() => ({ pieces: 600, pauseMs: 20 }));
    const streams = await Promise.all(
      [api, replica].map(({ runtimeUrl }) => call(runtimeUrl, agent.key, CHAT, { ...ASKED, stream: true })),
    );
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const stopped = performance.now();
    const { status } = await scene.owner.client.put(`/api/agents/${agent.agentId}/model-stop`, {
      reason: 'Too much',
    });
    expect(status).toBe(200);
    const ends = await Promise.all(streams.map((stream) => stream.text()));
    expect(performance.now() - stopped).toBeLessThan(2_000);
    for (const end of ends) expect(end).toContain('"code":"models_stopped"');
    const refused = await agent.call(CHAT, ASKED);
    expect([refused.status, await refused.text()]).toEqual([423, expect.stringContaining('Too much')]);
    const outcomes = (await scene.booked(agent.agentId, 3)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['cut', 'cut', 'refused']);
    await scene.owner.client.delete(`/api/agents/${agent.agentId}/model-stop`);
    provider.behaves();
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await replica.close();
  });

  it('is nothing any more for a key that was replaced, or whose agent is deleted', async () => {
    const [agent, other] = [await bound(), await bound()];
    const list = async () => {
      const headers = { authorization: `Bearer ${agent.key}` };
      return (await fetch(`${api.runtimeUrl}/llm/v1/models`, { headers })).status;
    };
    expect([(await agent.call(CHAT, ASKED)).status, await list()]).toEqual([200, 200]);
    await new TestAgents(api).settle(agent.agentId, { status: 'running' });
    const rotated = await scene.owner.client.post(`/api/agents/${agent.agentId}/model-key/rotate`, {});
    expect(rotated.status).toBe(202);
    expect([await list(), (await agent.call(CHAT, ASKED)).status]).toEqual([401, 401]);
    expect((await call(api.runtimeUrl, await scene.keyOf(agent.agentId), CHAT, ASKED)).status).toBe(200);
    await api.dataSource.query(`UPDATE agents SET status = 'deleted' WHERE id = $1`, [other.agentId]);
    expect((await other.call(CHAT, ASKED)).status).toBe(401);
  });

  it('pauses an agent that asks the same again and again', async () => {
    const agent = await bound();
    const { body } = await scene.owner.client.get(`/api/agents/${agent.agentId}/model`);
    const { providerId, model } = body as { providerId: string; model: string };
    const loop = { action: 'pause', times: 3, minutes: 5 };
    await scene.bind(agent.agentId, { providerId, model, fallbacks: [], loop });
    for (let times = 0; times < 3; times += 1) expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await until(async () => (await agent.call(CHAT, ASKED)).status === 423);
    const answer = await agent.call(CHAT, ASKED);
    expect(await answer.text()).toContain('loop_detected');
    const [event] = await api.dataSource.query<{ payload: object }[]>(
      `SELECT payload FROM events WHERE type = 'models.loop-detected' AND workspace_id = $1`,
      [scene.owner.workspaceId],
    );
    expect(event?.payload).toEqual({ agentId: agent.agentId, times: 3, minutes: 5, paused: true });
  });
});
