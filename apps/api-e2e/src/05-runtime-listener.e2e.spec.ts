import { agentSecretsOf, liveInstance, runtimeListenerOf } from '@nora/testing';
import { DEPLOY_TIMEOUT_MS, Session, type AgentView } from './support/session';

describe('the listener that faces the agents', () => {
  const listener = runtimeListenerOf(liveInstance());
  const chat = `${listener}/demo/v1/chat/completions`;
  let session: Session;
  let agent: AgentView;
  let modelKey: string;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent('First agent');
    ({ modelKey } = await agentSecretsOf(session.instance, agent.id));
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  const ask = (authorization: string | null, stream = false): Promise<Response> =>
    fetch(chat, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
      body: JSON.stringify({
        model: 'demo-1',
        stream,
        stream_options: stream ? { include_usage: true } : undefined,
        messages: [{ role: 'user', content: 'Are you there?' }],
      }),
    });

  it('refuses the demo model to everybody without a key of an agent', async () => {
    const { gatewayToken, sidecarToken } = await agentSecretsOf(session.instance, agent.id);
    const wrong = [null, 'Bearer', 'Bearer wrong', `Basic ${modelKey}`, `Bearer ${modelKey}x`];
    const others = [gatewayToken, sidecarToken].map((token) => `Bearer ${token}`);
    for (const authorization of [...wrong, ...others]) {
      const answers = await Promise.all([
        ask(authorization),
        fetch(`${listener}/demo/v1/models`, authorization === null ? {} : { headers: { authorization } }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
      for (const answer of answers) expect(await answer.text()).not.toContain(modelKey);
    }
  });

  it('serves the demo model to an agent with its key, the same answer to the same question', async () => {
    const authorization = `Bearer ${modelKey}`;
    const models = await fetch(`${listener}/demo/v1/models`, { headers: { authorization } });
    expect(models.status).toBe(200);
    const { data } = (await models.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toContain('demo-1');

    const texts: string[] = [];
    for (let times = 0; times < 2; times++) {
      const answer = await ask(authorization);
      expect(answer.status).toBe(200);
      const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
      texts.push(choices[0]?.message.content ?? '');
    }
    expect(texts[0]).not.toBe('');
    expect(texts[1]).toBe(texts[0]);
  });

  it('streams the demo model in pieces, with the usage and an end', async () => {
    const answer = await ask(`Bearer ${modelKey}`, true);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('data: '));
    expect(lines.at(-1)).toBe('data: [DONE]');
    type Chunk = { choices: { delta: { content?: string } }[]; usage?: { total_tokens: number } };
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice(6)) as Chunk);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.content).length).toBeGreaterThan(1);
    expect(chunks.some(({ usage }) => (usage?.total_tokens ?? 0) > 0)).toBe(true);
  });

  it('serves nothing of the API and no page, to an administrator either', async () => {
    const cookie = session.client.sessionCookie ?? '';
    for (const path of ['/', '/app/', '/api/health', '/api/auth/me', '/api/openapi.json', '/api/docs']) {
      for (const headers of [{ cookie }, { authorization: `Bearer ${modelKey}` }]) {
        const answer = await fetch(`${listener}${path}`, { headers, redirect: 'manual' });
        expect([path, answer.status]).toEqual([path, 404]);
        await answer.body?.cancel();
      }
    }
  });

  it('is not the listener of the console: the demo model is not there', async () => {
    const answer = await fetch(`${session.instance.url}/demo/v1/models`, {
      headers: { authorization: `Bearer ${modelKey}` },
    });
    expect(await answer.text()).not.toContain('demo-1');
  });

  it('does not take a key of an agent for a session', async () => {
    const answer = await fetch(`${session.instance.url}/api/auth/me`, {
      headers: { authorization: `Bearer ${modelKey}` },
    });
    expect(answer.status).toBe(401);
  });
});
