import { AuditEntry, User, Workspace } from '@nora/domain';
import { createLogger } from '@nora/observability';
import { startApi, type RunningApi } from '../platform/start';
import { CLAIM_TOKEN, PASSWORD, openTestStores, testSettings, type TestStores } from '../testing/test-api';
import { TestClient } from '../testing/test-client';

const SEED = { DEFAULT_ADMIN_EMAIL: 'Root@Example.test', DEFAULT_ADMIN_PASSWORD: PASSWORD };

describe('the administrator of the settings', () => {
  let stores: TestStores;

  beforeEach(async () => {
    stores = await openTestStores();
  });

  afterEach(async () => {
    await stores.redis.close();
    await stores.database.drop();
  });

  const start = (environment: Record<string, string> = SEED) =>
    startApi(testSettings(stores, environment), [], createLogger('api', 'silent'));
  const manager = () => stores.database.dataSource.manager;
  const clientOf = ({ port }: Pick<RunningApi, 'port'>) => new TestClient(`http://127.0.0.1:${port}`);

  it('is there before the first request, once, whichever of several replicas made it', async () => {
    const replicas = await Promise.all([start(), start(), start()]);
    const client = clientOf(replicas[2]);
    expect((await client.get('/api/auth/bootstrap')).body).toMatchObject({ needsFirstAdmin: false });
    const { status, body } = await client.post('/api/auth/login', {
      email: 'root@example.test',
      password: PASSWORD,
    });
    expect([status, body['platformRole'], body['name']]).toEqual([200, 'admin', 'Administrator']);
    expect(await manager().count(User)).toBe(1);
    expect(await manager().count(Workspace)).toBe(1);
    const entries = await manager().findBy(AuditEntry, { action: 'auth.seed' });
    expect(entries).toEqual([expect.objectContaining({ actorType: 'worker', resourceId: body['id'] })]);
    expect(JSON.stringify(entries)).not.toContain(PASSWORD);
    const claim = { claimToken: CLAIM_TOKEN, email: 'a@example.test', password: PASSWORD, name: 'Ada' };
    expect((await client.post('/api/auth/claim', claim)).body).toMatchObject({ code: 'already_claimed' });
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('is not made beside an account, and not again after it was deleted', async () => {
    const unclaimed = await start({});
    const claim = { claimToken: CLAIM_TOKEN, email: 'a@example.test', password: PASSWORD, name: 'Ada' };
    expect((await clientOf(unclaimed).post('/api/auth/claim', claim)).status).toBe(201);
    await unclaimed.close();
    for (const left of [1, 0]) {
      if (left === 0) await stores.database.dataSource.query('DELETE FROM users');
      const again = await start();
      expect(await manager().count(User)).toBe(left);
      await again.close();
    }
  });

  it('keeps the password that it has chosen since', async () => {
    await (await start()).close();
    const [before] = await manager().find(User);
    await (await start({ ...SEED, DEFAULT_ADMIN_PASSWORD: 'seven loud cranes leave' })).close();
    expect((await manager().find(User))[0]?.passwordHash).toBe(before?.passwordHash);
  });
});
