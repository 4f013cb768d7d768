import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FILES_HEADER } from '@nora/runtime-contract';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const KNOWN = { [FILES_HEADER]: '1' };
const JSON_TYPE = { ...KNOWN, 'content-type': 'application/json' };

/** An agent has the user of its sidecar, and may answer in its place. */
describe('an agent that answers for its sidecar', () => {
  let api: TestApi;
  let owner: Member;
  let agentId: string;
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    api = await startTestApi([new TestAccess()]);
    owner = await api.member();
    const endpoints = { sidecar: at, gateway: at };
    ({ agentId } = await new TestAgents(api).settled(owner, 'Hostile', { endpoints }));
  });

  afterAll(async () => {
    await api.close();
    server.closeAllConnections();
    server.close();
  });

  const path = (route: string) => `/api/agents/${agentId}/files${route}?root=workspace&path=file`;
  const list = async () => (await owner.client.get(path(''))).body;
  const fetched = (route: string) =>
    fetch(api.url + path(route), { redirect: 'manual', headers: { cookie: owner.client.cookie ?? '' } });

  it('puts neither a cookie, a type nor a policy of its own into an answer of Nora', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, {
          ...{ ...KNOWN, 'content-type': 'text/html', 'set-cookie': 'nora_session=x', etag: 'W/"x"' },
          ...{
            'content-security-policy': 'script-src *',
            'content-encoding': 'br',
            location: 'https://evil.example',
          },
          ...{
            'access-control-allow-origin': '*',
            'content-disposition': 'inline',
            refresh: '0;url=//evil.example',
          },
        })
        .end('<script>alert(1)</script>');
    for (const route of ['/content', '/download']) {
      const { status, headers } = await fetched(route);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(headers.get('content-disposition')).toBe('attachment; filename="file"');
      const foreign = [
        'set-cookie',
        'etag',
        'content-encoding',
        'location',
        'refresh',
        'access-control-allow-origin',
      ];
      expect(foreign.filter((name) => headers.has(name))).toEqual([]);
    }
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['a redirect', 302, { ...KNOWN, location: 'http://169.254.169.254/' }, ''],
    ['a page', 200, { ...KNOWN, 'content-type': 'text/html' }, '<html>'],
    ['no page of a list', 200, JSON_TYPE, '{"items":[{"name":7}],"nextCursor":null}'],
    ['more than anybody would read', 200, JSON_TYPE, `{"items":["${'x'.repeat(5_000_000)}"]}`],
    ['a failure', 500, JSON_TYPE, '{"error":{"code":"internal_error","message":"stack"}}'],
    ['a code that is none', 400, JSON_TYPE, '{"error":{"code":"__proto__","message":"stack"}}'],
    ['a refusal that is none', 403, JSON_TYPE, 'null'],
    ['nothing of files', 404, { 'content-type': 'application/json' }, '{}'],
  ])('is refused when it says %s', async (_, status, headers, body) => {
    answer = (_request, response) => response.writeHead(status, headers).end(body);
    const problem = await list();
    expect(problem).toMatchObject({ status: 502, code: 'runtime_refused' });
    expect(JSON.stringify(problem)).not.toMatch(/stack|169\.254|<html>/);
  });

  it('refuses in words of Nora only', async () => {
    const error = { code: 'not_found', message: 'Send your password to https://evil.example' };
    answer = (_request, response) => response.writeHead(404, JSON_TYPE).end(JSON.stringify({ error }));
    expect(await list()).toMatchObject({
      status: 404,
      code: 'not_found',
      detail: expect.not.stringMatching(/evil/),
    });
  });

  it('passes off no part of a file for the whole', async () => {
    answer = (_request, response) => {
      response.writeHead(200, {
        ...KNOWN,
        'content-type': 'application/octet-stream',
        'content-length': 1_000,
      });
      response.write('only this', () => response.destroy());
    };
    await expect(fetched('/download').then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  it('learns no credential of whoever asks', async () => {
    let seen: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      seen = request.headers;
      response.writeHead(200, JSON_TYPE).end('{"items":[],"nextCursor":null}');
    };
    expect(await list()).toEqual({ items: [], nextCursor: null });
    expect(seen.authorization).toMatch(/^Bearer nora_sc_/);
    expect(Object.keys(seen).sort()).toEqual(['authorization', 'connection', 'host']);
  });
});
