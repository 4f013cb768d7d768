import { setTimeout as sleep } from 'node:timers/promises';
import { AuditEntry, ProcessPresence } from '@nora/domain';
import { v7 as uuidv7 } from 'uuid';
import { TestAccess } from '../../testing/test-access';
import { startTestApi, type Member, type Replica, type TestApi } from '../../testing/test-api';
import type { TestAnswer } from '../../testing/test-client';
import { TestMailbox } from '../../testing/test-mailbox';

const PATH = '/api/admin/settings';

describe('the settings of the installation', () => {
  let api: TestApi;
  let replica: Replica;
  let mailbox: TestMailbox;
  let admin: Member;

  beforeAll(async () => {
    mailbox = await TestMailbox.open();
    api = await startTestApi([new TestAccess()], {
      ...{ SMTP_URL: mailbox.url, SIGNUP_ENABLED: 'false', METRICS_SAMPLE_DAYS: '3', RATE_LIMIT_MAILS: '3' },
    });
    replica = await api.replica();
    admin = await api.member('Root', 'admin');
  });

  afterAll(async () => {
    await replica?.close();
    await api?.close();
    await mailbox?.close();
  });

  const read = async () => (await admin.client.get(PATH)).body;
  const change = async (body: object, revision?: unknown): Promise<TestAnswer> => {
    const current = revision ?? (await read())['revision'];
    return admin.client.call('PATCH', PATH, body, { 'if-match': `"${String(current)}"` });
  };
  const offers = async () => (await replica.visitor().get('/api/auth/bootstrap')).body;
  const signUp = (email: string) =>
    replica.visitor().post('/api/auth/sign-up', { email, name: 'Sam', password: 'four calm rivers bend' });

  it('are those of the environment until somebody sets them, each with its variable', async () => {
    const settings = await read();
    expect(settings).toMatchObject({
      ...{ revision: 0, changedAt: null, banner: null },
      signupEnabled: { value: false, fallback: false, overridden: false, variable: 'SIGNUP_ENABLED' },
      metricSampleDays: { value: 3, fallback: 3, overridden: false, least: 1, most: 30 },
      auditDays: { value: 0, least: 30, zeroIsForever: true },
      vcpu: { value: 1, variable: null },
      mail: { configured: true, server: new URL(mailbox.url).host },
    });
  });

  it('open sign-up on every replica within a second, and close it again', async () => {
    expect((await signUp('early@example.test')).body).toMatchObject({ code: 'signup_disabled' });
    expect((await change({ signupEnabled: true })).status).toBe(200);
    await sleep(1_000);
    expect(await offers()).toMatchObject({ signupEnabled: true });
    expect((await signUp('sam@example.test')).status).toBe(201);
    const { body } = await change({ signupEnabled: null });
    expect(body['signupEnabled']).toMatchObject({ value: false, overridden: false });
    await sleep(1_000);
    expect((await signUp('late@example.test')).body).toMatchObject({ code: 'signup_disabled' });
  });

  it('are told apart by their revision: who is late is refused, and nothing is lost', async () => {
    const { revision } = await read();
    const [one, other] = await Promise.all([
      change({ eventDays: 20 }, revision),
      change({ sessionDays: 40 }, revision),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 412]);
    const late = one.status === 412 ? one : other;
    expect(late.body).toMatchObject({ code: 'precondition_failed' });
    expect((await admin.client.patch(PATH, { eventDays: 20 })).body).toMatchObject({
      code: 'precondition_required',
    });
    expect((await change({ eventDays: 20 }, 'x')).body).toMatchObject({ code: 'validation_failed' });
    expect((await change({ eventDays: null, sessionDays: null })).status).toBe(200);
  });

  it('are kept within their bounds', async () => {
    const paths = async (body: object) =>
      ((await change(body)).body['errors'] as { path: string }[] | undefined)?.map(({ path }) => path);
    expect(await paths({ auditDays: 7 })).toEqual(['auditDays']);
    expect(await paths({ modelHourDays: 61, eventDays: 1.5 })).toEqual(
      expect.arrayContaining(['modelHourDays', 'eventDays']),
    );
    expect(await paths({ deployTarget: 'toaster' })).toEqual(['deployTarget']);
    expect(await paths({ runtimeFamily: 'hermes' })).toEqual(['runtimeFamily']);
    expect((await change({ auditDays: 0 })).status).toBe(200);
    expect((await change({ auditDays: null })).status).toBe(200);
  });

  it('leave in the audit log what was before and what is now', async () => {
    await change({ ramMb: 4096 });
    await change({ ramMb: null });
    const entries = await api.dataSource.manager.find(AuditEntry, {
      where: { action: 'platform-settings.change' },
      order: { id: 'DESC' },
      take: 2,
    });
    expect(entries.map(({ actorId, before, after }) => ({ actorId, before, after }))).toEqual([
      { actorId: admin.userId, before: { ramMb: 4096 }, after: { ramMb: null } },
      { actorId: admin.userId, before: { ramMb: null }, after: { ramMb: 4096 } },
    ]);
  });

  it('give new agents what nobody has asked for', async () => {
    await change({ vcpu: 2, ramMb: 3072, deployTarget: 'docker', runtimeFamily: 'openclaw' });
    const owner = await api.member('Olga');
    const catalog = (await owner.client.get('/api/catalog')).body;
    expect(catalog['defaults']).toEqual({
      ...{ runtimeFamily: 'openclaw', deployTarget: 'docker', sandboxProfile: 'standard' },
      resources: { vcpu: 2, ramMb: 3072 },
    });
    const made = await owner.client.post(`/api/workspaces/${owner.workspaceId}/agents`, { name: 'Plain' });
    expect(made.body['agent']).toMatchObject({
      ...{ runtimeFamily: 'openclaw', deployTarget: 'docker' },
      resources: { vcpu: 2, ramMb: 3072, diskGb: null },
    });
    await change({ vcpu: null, ramMb: null, deployTarget: null, runtimeFamily: null });
  });

  it('show a banner to everybody while it is time', async () => {
    const past = new Date(Date.now() - 60_000).toISOString();
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await change({ banner: { text: ' <b>Maintenance</b> at noon ', severity: 'warning', until: soon } });
    await sleep(500);
    const { banner } = await offers();
    expect(banner).toMatchObject({ text: '<b>Maintenance</b> at noon', severity: 'warning' });
    await change({ banner: { text: 'Later', severity: 'info', from: soon } });
    await sleep(500);
    expect(await offers()).toMatchObject({ banner: null });
    const backward = await change({ banner: { text: 'No', severity: 'info', from: soon, until: past } });
    expect(backward.body).toMatchObject({ errors: [{ path: 'banner.until' }] });
    await change({ banner: null });
    expect(await read()).toMatchObject({ banner: null });
  });

  it('show the days that the backup worker has in its environment', async () => {
    await api.dataSource.manager.insert(ProcessPresence, {
      ...{ id: uuidv7(), service: 'backup-worker', host: 'h', version: '1', startedAt: new Date() },
      ...{ seenAt: new Date(), facts: { retention: { eventDays: 33, sessionDays: 'many' } } },
    });
    expect(await read()).toMatchObject({
      ...{ backupWorkerSeen: true, eventDays: { value: 33, fallback: 33, overridden: false } },
      sessionDays: { value: 30 },
    });
  });

  it('send a test mail to oneself, tell what the server said, and not too often', async () => {
    const sent = await admin.client.post(`${PATH}/mail-test`);
    expect(sent.body).toEqual({ to: admin.email, answer: expect.stringMatching(/^250 /) });
    expect((await mailbox.mailTo(admin.email)).subject).toBe('Test mail from Nora');
    mailbox.refused.add(admin.email);
    const refused = await admin.client.post(`${PATH}/mail-test`);
    expect(refused.body).toMatchObject({
      code: 'mail_failed',
      detail: expect.stringContaining('no such mailbox'),
    });
    await admin.client.post(`${PATH}/mail-test`);
    expect((await admin.client.post(`${PATH}/mail-test`)).status).toBe(429);
  });

  it('are for platform admins only', async () => {
    const { client } = await api.member('Nobody');
    expect((await client.get(PATH)).status).toBe(403);
    expect((await client.call('PATCH', PATH, { vcpu: 2 }, { 'if-match': '"0"' })).status).toBe(403);
    expect((await client.post(`${PATH}/mail-test`)).status).toBe(403);
  });
});
