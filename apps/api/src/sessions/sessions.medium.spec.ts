import { AuditEntry } from '@nora/domain';
import { startTestApi, PASSWORD, type Member, type Replica, type TestApi } from '../testing/test-api';
import type { TestClient } from '../testing/test-client';

interface SessionView {
  id: string;
  current: boolean;
  device: string;
  userAgent: string | null;
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('the sessions of an account', () => {
  let api: TestApi;
  let replica: Replica;
  let member: Member;

  beforeAll(async () => {
    api = await startTestApi();
    replica = await api.replica();
  });

  beforeEach(async () => {
    member = await api.member();
  });

  afterAll(async () => {
    await replica.close();
    await api.close();
  });

  async function signInAgain(on: Replica = api): Promise<TestClient> {
    const client = on.visitor();
    const body = { email: member.email, password: PASSWORD };
    const answer = await client.call('POST', '/api/auth/login', body, { 'user-agent': FIREFOX });
    expect(answer.status).toBe(200);
    return client;
  }

  const list = async (client: TestClient) =>
    (await client.get('/api/account/sessions')).body['items'] as SessionView[];

  it('are listed with device and the one that asks', async () => {
    const other = await signInAgain();
    expect(await list(other)).toMatchObject([
      { current: true, device: 'Firefox on Linux', userAgent: FIREFOX, method: 'password' },
      { current: false, address: expect.any(String) },
    ]);
  });

  it('end one by one, and take their streams along on every replica within a second', async () => {
    const elsewhere = await signInAgain(replica);
    const stream = await elsewhere.stream('/api/events/stream');
    const target = (await list(member.client)).find(({ current }) => !current);
    const asked = performance.now();
    expect((await member.client.delete(`/api/account/sessions/${target?.id}`)).status).toBe(204);
    expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    await stream.ended;
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect((await member.client.get('/api/auth/me')).status).toBe(200);
    const again = await member.client.delete(`/api/account/sessions/${target?.id}`);
    expect(again.body).toMatchObject({ status: 404 });
  });

  it('end all but the one that asks', async () => {
    const others = [await signInAgain(), await signInAgain(replica)];
    expect((await member.client.delete('/api/account/sessions')).status).toBe(204);
    for (const other of others) expect((await other.get('/api/auth/me')).status).toBe(401);
    expect(await list(member.client)).toMatchObject([{ current: true }]);
    const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, {
      ...{ action: 'session.revoke-all', actorId: member.userId },
    });
    expect(entry.details).toEqual({ ended: 2, evenThis: false });
  });

  it('end all, with the cookie of the one that asks', async () => {
    const other = await signInAgain();
    const { cookie } = member.client;
    const answer = await member.client.delete('/api/account/sessions?all=true');
    expect(answer.headers.getSetCookie().join()).toMatch(/nora_session=;/);
    member.client.cookie = cookie;
    expect((await member.client.get('/api/auth/me')).status).toBe(401);
    expect((await other.get('/api/auth/me')).status).toBe(401);
  });

  it('of somebody else are not found, and stay', async () => {
    const stranger = await api.member('Mallory');
    const [own] = await list(member.client);
    expect((await stranger.client.delete(`/api/account/sessions/${own?.id}`)).status).toBe(404);
    expect((await stranger.client.delete('/api/account/sessions/seven')).status).toBe(404);
    expect((await member.client.get('/api/auth/me')).status).toBe(200);
  });

  it('are taken as a bearer token too, with no CSRF header to send', async () => {
    const token = member.client.cookie?.split('=')[1] ?? '';
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${api.url}/api/auth/logout`, { method: 'POST', headers });
    expect(answer.status).toBe(204);
    expect((await member.client.get('/api/auth/me')).status).toBe(401);
  });
});
