import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { FEED_FORMAT } from './release-feed-format';

const PATH = '/api/admin/releases';
const release = (version: string, more = {}) => ({
  version,
  date: '2026-01-31',
  notes: `About ${version}.`,
  ...more,
});

describe('releases', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let asked: IncomingMessage[] = [];
  let api: TestApi;
  let admin: Member;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases.json`;
    answer = (_, response) => response.writeHead(503).end();
    api = await startTestApi([], {
      ...{ RELEASE_FEED_URL: url, OUTBOUND_ALLOWED_CIDRS: '127.0.0.1', NORA_TOPOLOGY: 'compose' },
    });
    admin = await api.member('Root', 'admin');
  });

  afterAll(async () => {
    await api?.close();
    server?.close();
  });

  beforeEach(() => {
    asked = [];
  });

  const check = async () => (await admin.client.post(`${PATH}/check`)).body;
  const offering = (...releases: object[]) => {
    const body = JSON.stringify({ format: FEED_FORMAT, releases });
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"one"') return response.writeHead(304).end();
      return response.writeHead(200, { etag: '"one"', 'content-type': 'application/json' }).end(body);
    };
  };

  it('tell of a feed that does not answer, and of nothing newer', async () => {
    expect(await check()).toMatchObject({
      ...{ version: '0.0.0-unbuilt', topology: 'compose', newer: [], next: null, guides: [] },
      feed: { url, checkHours: 24, problem: 'It answered with status 503.', checkedAt: expect.any(String) },
    });
  });

  it('tell what is newer, which of it can be reached at once, and the steps of this way of installing', async () => {
    offering(
      release('2.0.0', { upgradeFrom: '1.0.0' }),
      release('1.0.0', { security: true }),
      release('0.0.0-alpha'),
      release('3.0.0-rc.1'),
    );
    const found = await check();
    expect(found).toMatchObject({
      feed: { problem: null },
      newer: [
        { version: '2.0.0', reachable: false, upgradeFrom: '1.0.0', security: false },
        { version: '1.0.0', reachable: true, security: true, notes: 'About 1.0.0.' },
      ],
      next: '1.0.0',
    });
    const guides = found['guides'] as { topology: string; steps: { commands: string[] }[] }[];
    expect(guides.map(({ topology }) => topology)).toEqual(['compose']);
    expect(guides[0]?.steps.flatMap(({ commands }) => commands)).toContain('git checkout v1.0.0');
    expect((await admin.client.get('/api/admin/overview')).body).toMatchObject({
      newestRelease: { version: '2.0.0', security: true },
    });
  });

  it('ask only for what has changed, and keep what is known when the feed is broken', async () => {
    expect(await check()).toMatchObject({ next: '1.0.0' });
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual(['"one"']);
    answer = (_, response) => response.end('{"format":"nora-releases/v1","releases":[{"version":"new"}]}');
    expect(await check()).toMatchObject({
      ...{ next: '1.0.0', feed: { problem: 'releases[0].version is not a version like 1.2.3.' } },
    });
    answer = (_, response) => response.end('x'.repeat(2 * 1024 * 1024));
    expect(await check()).toMatchObject({ next: '1.0.0', feed: { problem: expect.any(String) } });
    const kept = (await admin.client.get(PATH)).body;
    expect(kept).toMatchObject({ next: '1.0.0', feed: { problem: expect.any(String) } });
  });

  it('refuse to look at inner networks that nobody has allowed, and where no feed is set', async () => {
    const strict = await startTestApi([], { RELEASE_FEED_URL: url });
    const root = await strict.member('Root', 'admin');
    expect((await root.client.post(`${PATH}/check`)).body).toMatchObject({
      ...{ newer: [], feed: { problem: expect.stringContaining('must not be called') } },
    });
    await strict.close();
    const without = await startTestApi();
    const alone = await without.member('Root', 'admin');
    expect((await alone.client.get(PATH)).body).toMatchObject({
      feed: { url: null, checkedAt: null },
      topology: null,
    });
    expect((await alone.client.post(`${PATH}/check`)).body).toMatchObject({ code: 'operation_not_allowed' });
    await without.close();
  });

  it('are for platform admins only', async () => {
    const { client } = await api.member('Nobody');
    expect((await client.get(PATH)).status).toBe(403);
    expect((await client.post(`${PATH}/check`)).status).toBe(403);
  });
});
