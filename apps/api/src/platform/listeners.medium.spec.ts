import { createLogger } from '@nora/observability';
import { openTestStores, testSettings, type TestStores } from '../testing/test-api';
import { startApi, type RunningApi } from './start';

describe('the listeners of an API process', () => {
  let stores: TestStores;

  beforeAll(async () => {
    stores = await openTestStores();
  });

  afterAll(async () => {
    await stores.redis.close();
    await stores.database.drop();
  });

  const start = (RUNTIME_LISTENER: string): Promise<RunningApi> =>
    startApi(testSettings(stores, { RUNTIME_LISTENER }), [], createLogger('api', 'silent'));
  const statusOf = async (port: number | null, path: string) =>
    port === null ? null : (await fetch(`http://127.0.0.1:${port}${path}`)).status;

  it.each([
    ['with-api', 200, 401],
    ['alone', null, 401],
    ['off', 200, null],
  ])('are those that %s names', async (listener, ofOperators, ofAgents) => {
    const { port, runtimePort, close } = await start(listener);
    expect(await statusOf(port, '/api/health')).toBe(ofOperators);
    expect(await statusOf(runtimePort, '/llm/v1/models')).toBe(ofAgents);
    await close();
  });

  it('go on answering while an API that stops drains, say that it is not ready, and keep no connection', async () => {
    const environment = { RUNTIME_LISTENER: 'off', SHUTDOWN_DRAIN_SECONDS: '1' };
    const api = await startApi(testSettings(stores, environment), [], createLogger('api', 'silent'));
    const ask = (path: string) => fetch(`http://127.0.0.1:${api.port}${path}`);
    expect((await ask('/api/health/ready')).status).toBe(200);
    const closed = api.close();
    const answers = await Promise.all([ask('/api/health'), ask('/api/health/ready')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 503]);
    expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(['close', 'close']);
    await closed;
    await expect(ask('/api/health')).rejects.toThrow();
  });
});
