import { Agent, AgentCredential, sealContext } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

describe('the listener that faces the agents', () => {
  let api: TestApi;
  let agentId: string;
  let modelKey: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    const owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Modelled'),
    );
    agentId = (body as { agent: { id: string } }).agent.id;
    const credential = await api.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    modelKey = api.sealed.open(credential.modelKey, sealContext(AgentCredential, 'modelKey', agentId));
  });

  afterAll(() => api.close());

  const ask = (body: object, key = modelKey) =>
    fetch(`${api.runtimeUrl}/demo/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'demo-1', messages: [{ role: 'user', content: 'Hello' }], ...body }),
    });

  it('knows agents by their model key and nobody else', async () => {
    expect((await ask({})).status).toBe(200);
    for (const key of ['wrong', `${modelKey}x`, '']) expect((await ask({}, key)).status).toBe(401);
    expect((await fetch(`${api.runtimeUrl}/demo/v1/models`)).status).toBe(401);
  });

  it('lists its one model', async () => {
    const answer = await fetch(`${api.runtimeUrl}/demo/v1/models`, {
      headers: { authorization: `Bearer ${modelKey}` },
    });
    expect(await answer.json()).toMatchObject({ object: 'list', data: [{ id: 'demo-1' }] });
  });

  it('streams an answer piece by piece, with usage and an end', async () => {
    const answer = await ask({ stream: true, stream_options: { include_usage: true } });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    let arrivals = 0;
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) {
      arrivals += 1;
      text += decoder.decode(bytes, { stream: true });
    }
    expect(arrivals).toBeGreaterThan(3);
    expect(text).toMatch(/"usage":\{"prompt_tokens":\d+/);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('refuses what it cannot read', async () => {
    expect((await ask({ messages: 'x' })).status).toBe(400);
    const headers = { authorization: `Bearer ${modelKey}` };
    const address = `${api.runtimeUrl}/demo/v1/chat/completions`;
    expect((await fetch(address, { method: 'POST', headers, body: '{' })).status).toBe(400);
    const body = new Uint8Array(17 * 1024 * 1024);
    expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(413);
  });

  it('serves nothing else, whoever asks', async () => {
    const headers = { authorization: `Bearer ${modelKey}` };
    for (const path of [
      '/',
      '/app/',
      '/api/health',
      '/api/auth/me',
      '/api/docs',
      '/demo/v1/../../api/health',
    ]) {
      expect([path, (await fetch(api.runtimeUrl + path, { headers })).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${api.url}/demo/v1/models`, { headers })).status).toBe(404);
  });

  it('forgets an agent that is deleted', async () => {
    await api.dataSource.manager.update(Agent, { id: agentId }, { status: 'deleted' });
    expect((await ask({})).status).toBe(401);
  });
});
