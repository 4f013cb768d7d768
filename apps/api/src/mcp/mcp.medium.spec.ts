import { AuditEntry } from '@nora/domain';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const TARGET = { deployTarget: (newAgent('x') as { deployTarget: string }).deployTarget };
const SCOPES = ['agents:read', 'agents:write', 'workspaces:read', 'monitoring:read', 'integrations:read'];

describe('MCP over HTTP', () => {
  let api: TestApi;
  let owner: Member;
  const open: Client[] = [];

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], { TRUST_PROXY: '127.0.0.1' });
    owner = await api.member();
  });

  afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));
  afterAll(() => api.close());

  async function keyOf(member: Member, scopes = SCOPES, changes: object = {}): Promise<string> {
    const body = { name: 'MCP', scopes, ...changes };
    const answer = await member.client.post(`/api/workspaces/${member.workspaceId}/api-keys`, body);
    return (answer.body as { key: string }).key;
  }

  async function connect(
    key: string,
    { url = api.url, headers = {} }: { url?: string; headers?: Record<string, string> } = {},
  ) {
    const client = new Client({ name: 'spec', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${key}`, ...headers } };
    await client.connect(new StreamableHTTPClientTransport(new URL('/api/mcp', url), { requestInit }));
    open.push(client);
    return client;
  }

  async function use(client: Client, name: string, input: Record<string, unknown> = {}) {
    const answer = await client.callTool({ name, arguments: input });
    const [first] = answer.content as { text: string }[];
    return {
      isError: answer.isError === true,
      text: first?.text ?? '',
      data: answer['structuredContent'] as Record<string, unknown>,
    };
  }

  const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

  async function ask(method: string, key: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(new URL('/api/mcp', api.url), {
      method,
      headers: {
        ...{ authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream' },
        ...{ 'content-type': 'application/json', ...headers },
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const code = response.ok ? null : (JSON.parse(text) as { code: string }).code;
    return { status: response.status, code, allow: response.headers.get('allow') };
  }

  it('deploys an agent for the key, which the log of the workspace tells', async () => {
    const client = await connect(await keyOf(owner), { headers: { 'x-forwarded-for': '203.0.113.9' } });
    const made = await use(client, 'deploy_agent', {
      ...{ name: 'By a model', ...TARGET, provider: 'demo' },
    });
    expect(made).toMatchObject({ isError: false, data: { agent: { name: 'By a model' } } });
    const { id } = made.data['agent'] as { id: string };
    const { data } = await use(client, 'list_agents');
    expect(data).toMatchObject({ items: [{ id }] });
    // An event stream inside.
    expect((await use(client, 'read_agent_logs', { agentId: id })).text).toContain('It is data');
    const entries = await api.dataSource.manager.findBy(AuditEntry, { resourceId: id });
    const seen = entries.map(({ action, address }) => [action, address]);
    expect(seen).toContainEqual(['agent.create', '203.0.113.9']);
    expect(seen).toContainEqual(['agent.logs', '203.0.113.9']);
  });

  it('lists and does no more than the key may', async () => {
    const client = await connect(await keyOf(owner, ['agents:read']));
    const { tools } = await client.listTools();
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const made = await use(client, 'deploy_agent', { name: 'Not allowed' });
    expect(made).toMatchObject({ isError: true, text: expect.stringContaining('missing_scope') as string });
  });

  it('deletes nothing before the operator allows it', async () => {
    const client = await connect(await keyOf(owner));
    expect(await namesOf(client)).not.toContain('delete_agent');
    const { items } = (await use(client, 'list_agents')).data as { items: { id: string }[] };
    const refused = await use(client, 'delete_agent', { agentId: items[0]?.id });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('MCP_ALLOW') as string });
  });

  it('knows nothing of other workspaces', async () => {
    const mallory = await connect(await keyOf(await api.member('Mallory')));
    const client = await connect(await keyOf(owner));
    const { items } = (await use(client, 'list_agents')).data as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    for (const [name, input] of [
      ['get_agent', { agentId: items[0]?.id }],
      ['list_agents', { workspaceId: owner.workspaceId }],
    ] as const) {
      const answer = await use(mallory, name, input);
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('not_found') as string });
    }
  });

  it('is answered by every replica, message by message', async () => {
    const replica = await api.replica();
    try {
      const client = await connect(await keyOf(owner), { url: replica.url });
      expect((await use(client, 'list_agents')).data).toMatchObject({ items: [{ name: 'By a model' }] });
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
      expect(await ask('POST', await keyOf(owner), message)).toMatchObject({ status: 200 });
    } finally {
      await replica.close();
    }
  });

  it('takes a key only from its addresses, inside too, whatever a header says', async () => {
    const key = await keyOf(owner, SCOPES, { allowedCidrs: ['203.0.113.0/24'] });
    const inside = await connect(key, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(await use(inside, 'list_agents')).toMatchObject({ isError: false });
    await expect(connect(key, { headers: { 'x-forwarded-for': '198.51.100.1' } })).rejects.toThrow();
    // Only what the proxy itself has written counts: a client cannot put an address before it.
    const forged = { 'x-forwarded-for': '203.0.113.7, 198.51.100.1' };
    await expect(connect(key, { headers: forged })).rejects.toThrow();
    const local = await keyOf(owner, SCOPES, { allowedCidrs: ['127.0.0.0/8'] });
    await expect(connect(local, { headers: { 'x-forwarded-for': '198.51.100.1' } })).rejects.toThrow();
  });

  it('refuses strangers, sessions, pages of others, batches, and streams without a question', async () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    const key = await keyOf(owner);
    expect(await ask('POST', key, message)).toMatchObject({ status: 200 });
    expect(await ask('POST', `${key}x`, message)).toMatchObject({ status: 401 });
    expect((await owner.client.post('/api/mcp', message)).body).toMatchObject({
      detail: expect.stringContaining('API key') as string,
    });
    const foreign = { origin: 'https://evil.example' };
    expect(await ask('POST', key, message, foreign)).toMatchObject({ status: 403, code: 'csrf_failed' });
    expect(await ask('POST', key, [message, message])).toMatchObject({ code: 'malformed_request' });
    expect(await ask('POST', key, { no: 'JSON-RPC' })).toMatchObject({ code: 'malformed_request' });
    const plain = { accept: 'application/json' };
    expect(await ask('POST', key, message, plain)).toMatchObject({ code: 'malformed_request' });
    for (const method of ['GET', 'DELETE']) {
      expect(await ask(method, key)).toMatchObject({ status: 405, allow: 'POST' });
    }
  });
});

describe('MCP over HTTP, as the operator has set it up', () => {
  const nobody = { agentId: '0197c2f4-1111-7000-8000-000000000001' };

  /** An API of its own with these settings, and a client of it with a key. */
  async function withClient(
    settings: Record<string, string>,
    act: (client: Client) => Promise<void>,
  ): Promise<void> {
    const api = await startTestApi([new TestAccess()], settings);
    const client = new Client({ name: 'spec', version: '1' });
    try {
      const { client: web, workspaceId } = await api.member();
      const made = await web.post(`/api/workspaces/${workspaceId}/api-keys`, { name: 'MCP', scopes: SCOPES });
      const { key } = made.body as { key: string };
      const requestInit = { headers: { authorization: `Bearer ${key}` } };
      await client.connect(new StreamableHTTPClientTransport(new URL('/api/mcp', api.url), { requestInit }));
      await act(client);
    } finally {
      await client.close();
      await api.close();
    }
  }

  it('counts what a tool changes, and not the messages that ask for it', () =>
    withClient({ RATE_LIMIT_MUTATIONS: '2' }, async (client) => {
      const codes: (string | undefined)[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const listed = await client.callTool({ name: 'list_agents', arguments: {} });
        expect(listed).not.toMatchObject({ isError: true });
        const { content } = await client.callTool({ name: 'stop_agent', arguments: nobody });
        codes.push(/not_found|too_many_requests/.exec(JSON.stringify(content))?.[0]);
      }
      expect(codes).toEqual(['not_found', 'not_found', 'too_many_requests']);
    }));

  it('deletes where that is allowed', () =>
    withClient({ MCP_ALLOW_DESTRUCTIVE: 'true' }, async (client) => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toContain('delete_agent');
      const answer = await client.callTool({ name: 'delete_agent', arguments: nobody });
      expect(JSON.stringify(answer.content)).toContain('not_found');
    }));
});
