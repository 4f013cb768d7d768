import { randomUUID } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

describe('requests for a WebSocket', () => {
  let api: TestApi;
  let owner: Member;
  let stranger: Member;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    [owner, stranger] = [await api.member(), await api.member('Mallory')];
    path = `/api/agents/${(await new TestAgents(api).settled(owner, 'Sought')).agentId}`;
  });

  afterAll(() => api.close());

  async function refusalOf(
    at: string,
    headers: Record<string, string>,
  ): Promise<[number | undefined, unknown]> {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(api.url + at, { headers: { ...upgrade, ...headers } });
      outgoing.on('response', resolve).on('error', reject).end();
    });
    const body = (await json(answer)) as { code?: string; correlationId?: string };
    if (answer.statusCode !== 200) {
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['x-correlation-id']).toBe(body.correlationId);
    }
    return [answer.statusCode, body.code];
  }

  const cookieOf = ({ client }: Member) => ({ cookie: client.cookie ?? '' });

  it('pass the guards like any other, and are answered where there is none', async () => {
    const own = { ...cookieOf(owner), origin: api.url };
    expect(await refusalOf(path, own)).toEqual([200, undefined]);
    expect(await refusalOf(path, {})).toEqual([401, 'unauthenticated']);
    expect(await refusalOf(path, { ...cookieOf(stranger), origin: api.url })).toEqual([404, 'not_found']);
    expect(await refusalOf(`/api/agents/${randomUUID()}`, own)).toEqual([404, 'not_found']);
    expect(await refusalOf('/api/nothing', own)).toEqual([404, 'not_found']);
  });

  it.each<[string, Record<string, string>]>([
    ['a page of another server', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['something that does not say', {}],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
    ['what shows the header that a WebSocket cannot have', { 'x-nora-csrf': '1', origin: 'null' }],
  ])('are refused to %s that sends the cookie along', async (_, headers) => {
    expect(await refusalOf(path, { ...cookieOf(owner), ...headers })).toEqual([403, 'csrf_failed']);
  });

  it('need no origin with a bearer token, which nobody sends unasked', async () => {
    const { client, workspaceId } = owner;
    const { body } = await client.post(`/api/workspaces/${workspaceId}/api-keys`, {
      ...{ name: 'Socket', scopes: ['agents:read'] },
    });
    const authorization = `Bearer ${body['key'] as string}`;
    expect(await refusalOf(path, { authorization })).toEqual([200, undefined]);
    expect(await refusalOf(path, { authorization, ...cookieOf(owner) })).toEqual([400, 'conflicting_auth']);
  });
});
