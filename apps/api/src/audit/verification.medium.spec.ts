import { AuditEntry } from '@nora/domain';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

describe('verifying the audit log over the API', () => {
  let api: TestApi;
  let admin: Member;

  const verify = async () => {
    const { status, body } = await admin.client.post('/api/admin/audit/verify');
    expect(status).toBe(200);
    return body;
  };

  beforeAll(async () => {
    api = await startTestApi();
    admin = await api.member('Root', 'admin');
    await api.member('Ada');
  });

  afterAll(() => api.close());

  it('finds the log of an installation in order, and records that it was looked at', async () => {
    const first = await verify();
    expect(first).toMatchObject({ ok: true, firstSequence: '1', unchained: 0, fault: null });
    expect(await verify()).toMatchObject({ ok: true, checked: (first['checked'] as number) + 1 });
    const recorded = { action: 'audit.verify', actorId: admin.userId };
    expect(await api.dataSource.manager.countBy(AuditEntry, recorded)).toBe(2);
  });

  it('chains what was done about a second later by itself', async () => {
    await verify();
    const deadline = Date.now() + 5_000;
    let waiting = 1;
    while (waiting > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const rows = await api.dataSource.query<unknown[]>(
        'SELECT 1 FROM audit_entries WHERE sequence IS NULL',
      );
      waiting = rows.length;
    }
    expect(waiting).toBe(0);
  });

  it('shows the public half of one key, whoever asks first', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => admin.client.get('/api/admin/audit/key')));
    const keys = answers.map(({ body }) => body);
    expect(keys[0]).toMatchObject({
      ...{ keyId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      publicKey: expect.stringContaining('BEGIN PUBLIC KEY') as string,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(keys[1]).toEqual(keys[0]);
    expect(JSON.stringify(keys)).not.toContain('PRIVATE');
  });

  it('names the entry that somebody has changed in the database', async () => {
    await api.dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL session_replication_role = 'replica'`);
      await manager.query(`UPDATE audit_entries SET actor_label = 'nobody' WHERE sequence = 2`);
    });
    expect(await verify()).toMatchObject({
      ...{ ok: false, checked: 1, lastSequence: '1' },
      fault: { sequence: '2', code: 'entry_changed' },
    });
    const recorded = await api.dataSource.manager.findOneOrFail(AuditEntry, {
      ...{ where: { action: 'audit.verify' }, order: { id: 'DESC' } },
    });
    expect(recorded.details).toMatchObject({
      ok: false,
      faultAt: '2',
      fault: expect.stringContaining('Entry 2'),
    });
  });

  it('is for platform admins', async () => {
    const { client } = await api.member('Eve');
    expect((await client.post('/api/admin/audit/verify')).status).toBe(403);
    expect((await client.get('/api/admin/audit/key')).status).toBe(403);
    expect((await api.visitor().get('/api/admin/audit/key')).status).toBe(401);
  });
});
