import { ProcessPresence } from '@nora/domain';
import { v7 as uuidv7 } from 'uuid';
import { TestAccess } from '../../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import type { HealthCheckDto, HealthReportDto } from './admin-health.dto';
import { examined } from './admin-health.service';
import { ok, type HealthCheck } from './health-check';

const PATH = '/api/admin/health';

describe('the health of the installation', () => {
  let api: TestApi;
  let admin: Member;
  const access = new TestAccess();

  beforeAll(async () => {
    api = await startTestApi([access], {
      ...{ SMTP_URL: 'smtp://nora:smtp-pass-word@127.0.0.1:9', PUBLIC_URL: 'http://nora.example.test' },
      NORA_DOCS_URL: 'https://forge.example.test/nora/src/',
    });
    admin = await api.member('Root', 'admin');
  });

  afterAll(() => api?.close());

  const look = async () => {
    const { status, body } = await admin.client.get(PATH);
    expect(status).toBe(200);
    const report = body as unknown as HealthReportDto;
    const found = (id: string): HealthCheckDto | undefined => report.checks.find((check) => check.id === id);
    return { report, found, text: JSON.stringify(body) };
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 1_050));
  const present = (service: string, secondsAgo: number, version = '0.0.0-unbuilt') =>
    api.dataSource.manager.insert(ProcessPresence, {
      ...{ id: uuidv7(), service, host: 'host-a', version, facts: {}, startedAt: new Date() },
      seenAt: new Date(Date.now() - secondsAgo * 1_000),
    });

  it('is told check by check, the worst first, with what to do and without a secret', async () => {
    await present('provisioner-worker', 300);
    const { report, found, text } = await look();
    expect(report.state).toBe('failed');
    const order = ['failed', 'warning', 'unknown', 'ok'];
    const places = report.checks.map(({ state }) => order.indexOf(state));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    // On a machine that is busy with other tests they answer late, and say so.
    for (const id of ['postgresql', 'redis']) {
      expect(found(id)).toMatchObject({
        ...{
          state: expect.stringMatching(/^(ok|warning)$/),
          seen: expect.stringMatching(/ answers in \d+ ms\.$/),
        },
      });
    }
    for (const id of ['migrations', 'clock', 'queue-deployments', 'target-docker']) {
      expect(found(id)).toMatchObject({ state: 'ok', remedy: null });
    }
    for (const id of ['encryption-keys', 'audit-chain', 'runtime-listener', 'release']) {
      expect(found(id)).toMatchObject({ state: 'ok' });
    }
    expect(found('provisioner-worker')).toMatchObject({
      ...{ state: 'failed', seen: expect.stringMatching(/^None has been seen for 30\d s/) },
      remedy: expect.stringContaining('Start the provisioner-worker'),
    });
    expect(found('public-url')).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('in the clear'),
    });
    expect(found('mail')).toMatchObject({ state: 'failed', seen: expect.stringContaining('ECONNREFUSED') });
    expect(found('redis-eviction')).toMatchObject({ runbook: 'docs/runbooks.md#redis-eviction' });
    expect(report.docsUrl).toBe('https://forge.example.test/nora/src');
    expect(text).not.toContain('smtp-pass-word');
    expect(text).not.toContain(new URL(api.redisUrl).password || 'no password at all');
  });

  it('sees workers that live, those that fell silent, and those of another release', async () => {
    await present('provisioner-worker', 2);
    await present('backup-worker', 2, '9.9.9');
    access.configured = false;
    await settled();
    const { found } = await look();
    expect(found('provisioner-worker')).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('fell silent'),
    });
    expect(found('backup-worker')).toMatchObject({ state: 'ok', seen: '1 process on host-a.' });
    expect(found('release')).toMatchObject({
      ...{ state: 'warning', seen: expect.stringContaining('backup-worker on host-a runs 9.9.9') },
    });
    access.configured = true;
  });

  it('sees migrations of a newer release, and secrets under a key that is not there', async () => {
    await api.dataSource.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Newer9999999999999')`,
    );
    await api.dataSource.query(
      `INSERT INTO audit_signing_keys (id, public_key, private_key, created_at)
       SELECT gen_random_uuid(), public_key, 'v1.0badc0de.x.y', now() FROM audit_signing_keys LIMIT 1`,
    );
    await settled();
    const { found } = await look();
    expect(found('migrations')).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('newer release'),
    });
    expect(found('encryption-keys')).toMatchObject({
      state: 'failed',
      seen: expect.stringContaining('0badc0de'),
    });
  });

  it('gives up a look that does not come to an end, and tells of one that fails without its secrets', async () => {
    const check: HealthCheck = {
      ...{ id: 'x', group: 'stores', title: 'X', docs: 'docs/x.md', page: null, onError: 'unknown' },
      ...{ onErrorRemedy: 'Wait.', look: () => new Promise(() => undefined) },
    };
    expect(await examined(check, 20)).toMatchObject({ state: 'unknown', remedy: 'Wait.' });
    const look = () => Promise.reject(new Error('no way to postgres://nora:hunter2hunter2@db/nora'));
    const fault = await examined({ ...check, onError: 'failed', look });
    expect(fault.state).toBe('failed');
    expect(fault.seen).not.toContain('hunter2');
    const late = { ...check, look: () => Promise.resolve(ok('Fine.')) };
    expect(await examined(late)).toMatchObject({ state: 'ok', seen: 'Fine.' });
  });

  it('is for platform admins only', async () => {
    const { client } = await api.member('Nobody');
    expect((await client.get(PATH)).status).toBe(403);
    expect((await api.visitor().get(PATH)).status).toBe(401);
  });
});
