import { PASSWORD, startTestApi, type Replica, type TestApi } from '../testing/test-api';
import type { TestAnswer, TestClient } from '../testing/test-client';

const FROM = (address: string) => ({ 'x-forwarded-for': address });

describe('rate limits', () => {
  let api: TestApi;
  let replica: Replica;

  beforeAll(async () => {
    api = await startTestApi([], {
      ...{ RATE_LIMIT_LOGINS: '3', RATE_LIMIT_MUTATIONS: '4', RATE_LIMIT_REQUESTS: '12' },
      TRUST_PROXY: '127.0.0.1',
    });
    replica = await api.replica();
  });

  afterAll(async () => {
    await replica.close();
    await api.close();
  });

  const visit = (on: Replica, address: string): Promise<TestAnswer> =>
    on.visitor().call('GET', '/api/auth/bootstrap', undefined, FROM(address));

  async function times<T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await act(index));
    return answers;
  }

  it('count strangers by their address, over all replicas, and say when to come back', async () => {
    const answers = await times(13, (index) => visit(index % 2 ? replica : api, '192.0.2.1'));
    expect(answers.slice(0, 12).every(({ status }) => status === 200)).toBe(true);
    const [first, last, refused] = [answers[0], answers[11], answers[12]];
    expect(first?.headers.get('ratelimit-limit')).toBe('12');
    expect(first?.headers.get('ratelimit-remaining')).toBe('11');
    expect(last?.headers.get('ratelimit-remaining')).toBe('0');
    expect(refused?.body).toMatchObject({ status: 429, code: 'too_many_requests' });
    const wait = Number(refused?.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(14 * 60);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    expect((await visit(replica, '192.0.2.2')).status).toBe(200);
  });

  it('do not believe an address that no trusted proxy told', async () => {
    const chained = { 'x-forwarded-for': '203.0.113.1, 192.0.2.1' };
    const answer = await api.visitor().call('GET', '/api/auth/bootstrap', undefined, chained);
    expect(answer.status).toBe(429);
  });

  it('count guesses at sessions and keys as those of a stranger', async () => {
    const guess = () =>
      api.visitor().call('GET', '/api/auth/me', undefined, {
        ...{ authorization: 'Bearer guessed' },
        ...FROM('192.0.2.3'),
      });
    const statuses = (await times(13, guess)).map(({ status }) => status);
    expect(statuses).toEqual([...Array<number>(12).fill(401), 429]);
  });

  it('count what an account does as one, wherever it is signed in', async () => {
    const { client, email } = await api.member();
    const second: TestClient = replica.visitor();
    await second.call('POST', '/api/auth/login', { email, password: PASSWORD }, FROM('192.0.2.4'));
    const mutate = (by: TestClient) => by.delete('/api/account/sessions/seven');
    const statuses = await times(5, async (index) => (await mutate(index % 2 ? second : client)).status);
    expect(statuses).toEqual([404, 404, 404, 404, 429]);
    expect((await client.get('/api/auth/me')).status).toBe(200);
  });

  it('are for each account alone', async () => {
    const [busy, calm] = [await api.member(), await api.member()];
    const statuses = await times(13, async () => (await busy.client.get('/api/auth/me')).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await calm.client.get('/api/auth/me')).status).toBe(200);
  });
});
