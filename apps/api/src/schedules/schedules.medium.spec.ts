import { AuditEntry, EventRecord, Schedule, ScheduleRun, WorkspaceMember } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

const NIGHTLY = { name: 'Nightly', cron: '30 2 * * *', timeZone: 'Europe/Berlin', action: 'restart' };
const REPORT = { ...NIGHTLY, name: 'Report', action: 'prompt', prompt: 'Sum up the day.' };

describe('schedules of an agent', () => {
  let api: TestApi;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
  });

  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await new TestAgents(api).settled(owner, 'Clockwork'));
  });

  afterAll(() => api.close());

  const path = (rest = '') => `/api/agents/${agentId}/schedules${rest}`;
  const create = (body: object, member = owner): Promise<TestAnswer> => member.client.post(path(), body);
  const idOf = ({ body }: TestAnswer) => body['id'] as string;
  const items = ({ body }: TestAnswer) => body['items'] as Record<string, unknown>[];

  async function colleague(role: WorkspaceMember['role']): Promise<Member> {
    const member = await api.member(`A ${role}`);
    const { workspaceId } = owner;
    await api.dataSource.manager.insert(WorkspaceMember, { workspaceId, userId: member.userId, role });
    return member;
  }

  it('are made, listed, changed and deleted, and the audit log tells of it without the prompt', async () => {
    const made = await create(REPORT);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ ...REPORT, agentId, enabled: true, overlap: 'skip', lastRun: null, disabledReason: null },
      ...{ words: 'At 02:30', responsible: { id: owner.userId }, createdBy: { id: owner.userId } },
    });
    expect(Date.parse(made.body['nextRunAt'] as string)).toBeGreaterThan(Date.now());
    const id = idOf(made);
    expect((await owner.client.get(path(`/${id}`))).body).toEqual(made.body);
    const changed = await owner.client.patch(path(`/${id}`), { name: 'Evening report', overlap: 'queue' });
    expect(changed.body).toMatchObject({ name: 'Evening report', overlap: 'queue', prompt: REPORT.prompt });
    expect(items(await owner.client.get(path())).map(({ name }) => name)).toEqual(['Evening report']);
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(204);
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(404);
    const entries = await api.dataSource.manager.find(AuditEntry, {
      where: { resourceType: 'schedule', resourceId: id },
      order: { id: 'ASC' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'schedule.create',
      'schedule.change',
      'schedule.delete',
    ]);
    expect(entries[1]).toMatchObject({
      before: { name: 'Report', overlap: 'skip' },
      after: { name: 'Evening report', overlap: 'queue' },
    });
    expect(JSON.stringify(entries)).not.toContain('Sum up');
    const events = await api.dataSource.manager.findBy(EventRecord, { workspaceId: owner.workspaceId });
    expect(events.filter(({ type }) => type === 'schedule.changed')).toHaveLength(3);
  });

  it('are listed in pages', async () => {
    for (const name of ['One', 'Two', 'Three']) await create({ ...NIGHTLY, name });
    const first = await owner.client.get(path('?limit=2'));
    const second = await owner.client.get(path(`?limit=2&cursor=${String(first.body['nextCursor'])}`));
    expect([...items(first), ...items(second)].map(({ name }) => name)).toEqual(['One', 'Two', 'Three']);
    expect(second.body['nextCursor']).toBeNull();
  });

  it.each<[string, object, string, string]>([
    ['a pattern that is none', { cron: '61 * * * *' }, 'cron', 'invalid_cron'],
    ['seconds', { cron: '* * * * * *' }, 'cron', 'invalid_cron'],
    ['a date that never comes', { cron: '0 0 30 2 *' }, 'cron', 'never'],
    ['a time zone that is none', { timeZone: 'Atlantis/Capital' }, 'timeZone', 'unknown_time_zone'],
    ['an offset instead of a time zone', { timeZone: '+02:00' }, 'timeZone', 'unknown_time_zone'],
    ['a prompt without words', { action: 'prompt' }, 'prompt', 'required'],
    ['an empty prompt', { action: 'prompt', prompt: '   ' }, 'prompt', 'is_length'],
    ['a prompt for a restart', { prompt: 'Hello' }, 'prompt', 'excluded_by_action'],
    ['another action', { action: 'delete' }, 'action', 'is_in'],
    ['a member that there is not', { responsibleId: 'x' }, 'responsibleId', 'unknown_member'],
    ['a line break in the name', { name: 'a\nb' }, 'name', 'matches'],
    ['null for a flag', { enabled: null }, 'enabled', 'is_boolean'],
  ])('are not made with %s', async (_what, change, field, code) => {
    expect((await create({ ...NIGHTLY, ...change })).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path: field, code }] },
    });
  });

  it('have names of their own, also when two come at the same moment', async () => {
    const answers = await Promise.all([
      create(NIGHTLY),
      create(NIGHTLY),
      create({ ...NIGHTLY, name: 'Other' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    const other = answers.find(({ body }) => body['name'] === 'Other');
    const renamed = await owner.client.patch(path(`/${String(other?.body['id'])}`), { name: 'Nightly' });
    expect(renamed.body).toMatchObject({ code: 'name_taken', errors: [{ path: 'name' }] });
  });

  it('are fifty at most, however many are made at once', async () => {
    const answers = [];
    for (let batch = 0; batch < 6; batch += 1) {
      const some = Array.from({ length: 10 }, (_, index) =>
        create({ ...NIGHTLY, name: `${batch}-${index}` }),
      );
      answers.push(...(await Promise.all(some)));
    }
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.find(({ status }) => status !== 201)?.body).toMatchObject({ code: 'conflict' });
  });

  it('are switched off and on, and count anew from then', async () => {
    const id = idOf(await create(NIGHTLY));
    const change = async (body: object) => (await owner.client.patch(path(`/${id}`), body)).body;
    expect(await change({ enabled: false })).toMatchObject({ enabled: false, nextRunAt: null });
    expect(await change({ cron: '0 5 * * *' })).toMatchObject({ nextRunAt: null });
    await api.dataSource.manager.update(Schedule, { id }, { disabledReason: 'Somebody left.' });
    const on = await change({ enabled: true });
    expect(on).toMatchObject({ enabled: true, disabledReason: null, words: 'At 05:00' });
    expect(Date.parse(on['nextRunAt'] as string)).toBeGreaterThan(Date.now());
    const due = new Date(Date.now() - 1_000);
    await api.dataSource.manager.update(Schedule, { id }, { nextRunAt: due });
    // A new name is no reason to pass over what is due.
    expect(await change({ name: 'Later' })).toMatchObject({ nextRunAt: due.toISOString() });
  });

  it('lose their prompt with the action, and need one for it', async () => {
    const id = idOf(await create(REPORT));
    const change = async (body: object) => (await owner.client.patch(path(`/${id}`), body)).body;
    expect(await change({ prompt: null })).toMatchObject({ code: 'validation_failed' });
    expect(await change({ action: 'stop' })).toMatchObject({ action: 'stop', prompt: null });
    expect(await change({ action: 'prompt' })).toMatchObject({
      errors: [{ path: 'prompt', code: 'required' }],
    });
    expect(await change({ action: 'prompt', prompt: 'Again' })).toMatchObject({ prompt: 'Again' });
    expect(await change({ cron: 'never' })).toMatchObject({ code: 'validation_failed' });
  });

  it('act for whoever last said what they do, and not for who gave them another name', async () => {
    const id = idOf(await create(REPORT));
    const editor = await colleague('editor');
    const change = async (body: object) => (await editor.client.patch(path(`/${id}`), body)).body;
    const responsible = (member: Member) => ({ responsible: { id: member.userId } });
    expect(await change({ name: 'Mine', overlap: 'queue', enabled: false })).toMatchObject(
      responsible(owner),
    );
    expect(await change({ prompt: 'Delete everything.' })).toMatchObject(responsible(editor));
    await owner.client.patch(path(`/${id}`), { cron: '0 4 * * *' });
    expect(await change({ enabled: true })).toMatchObject({
      ...responsible(editor),
      createdBy: { id: owner.userId },
    });
  });

  describe('begun by hand', () => {
    it('have a run that acts for whoever began it', async () => {
      const id = idOf(await create({ ...REPORT, enabled: false }));
      const editor = await colleague('editor');
      const begun = await editor.client.post(path(`/${id}/run`));
      expect(begun.status).toBe(202);
      expect(begun.body).toMatchObject({
        run: {
          ...{ trigger: 'manual', status: 'queued', action: 'prompt', prompt: REPORT.prompt, missed: 0 },
          ...{ responsible: { id: editor.userId }, scheduleId: id, deployment: null, error: null },
        },
      });
      expect((await owner.client.get(path(`/${id}`))).body).toMatchObject({
        ...{ lastRun: { trigger: 'manual' }, nextRunAt: null },
      });
      expect(items(await owner.client.get(path(`/${id}/runs`)))).toHaveLength(1);
    });

    it('have one at a time, however fast somebody clicks', async () => {
      const id = idOf(await create(REPORT));
      const click = () => owner.client.post(path(`/${id}/run`));
      const answers = await Promise.all([click(), click(), click()]);
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
      await api.dataSource.manager.update(ScheduleRun, { scheduleId: id }, { status: 'succeeded' });
      expect((await click()).status).toBe(202);
    });
  });

  it('have a history, newest first, in pages, that shows what became of deployments', async () => {
    const id = idOf(await create(NIGHTLY));
    const { deploymentId } = await new TestAgents(api).create(owner, 'Elsewhere');
    const run = async (minute: number, facts: Partial<ScheduleRun>) => {
      const { manager } = api.dataSource;
      const dueAt = new Date(Date.UTC(2026, 10, 1, 2, minute));
      const of = { scheduleId: id, agentId, trigger: 'clock', action: 'restart', dueAt } as const;
      await manager.insert(ScheduleRun, manager.create(ScheduleRun, { ...of, ...facts }));
    };
    await run(1, { status: 'skipped', errorCode: 'overlap', errorDetail: 'The run before had not ended.' });
    await run(2, { status: 'failed', errorCode: 'forbidden', errorDetail: 'Gone.', missed: 3 });
    await run(3, { status: 'succeeded', deploymentId });
    const first = await owner.client.get(path(`/${id}/runs?limit=1`));
    expect(items(first)).toMatchObject([
      { status: 'running', deployment: { id: deploymentId, status: 'queued' }, finishedAt: null },
    ]);
    await api.dataSource.query(
      `UPDATE deployments SET status = 'failed', error_code = 'start_failed', error_detail = 'No.' WHERE id = $1`,
      [deploymentId],
    );
    expect(items(await owner.client.get(path(`/${id}/runs?limit=1`)))).toMatchObject([
      { status: 'failed', error: { code: 'start_failed', detail: 'No.' } },
    ]);
    const rest = await owner.client.get(path(`/${id}/runs?cursor=${String(first.body['nextCursor'])}`));
    expect(items(rest)).toMatchObject([
      { status: 'failed', error: { code: 'forbidden', detail: 'Gone.' }, missed: 3 },
      { status: 'skipped', error: { code: 'overlap' } },
    ]);
  });

  it('are previewed in words and in the next five times, without being kept', async () => {
    const query = 'cron=30%202%20*%20*%201-5&timeZone=Europe/Berlin';
    const { status, body } = await owner.client.get(path(`/preview?${query}`));
    expect(status).toBe(200);
    expect(body).toMatchObject({ words: 'At 02:30, Monday through Friday' });
    expect(body['nextRuns']).toHaveLength(5);
    const bad = await owner.client.get(path('/preview?cron=30%202%20*%20*%209&timeZone=UTC'));
    expect(bad.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'cron' }] });
    expect((await owner.client.get(path('/preview'))).status).toBe(422);
    expect(items(await owner.client.get(path()))).toEqual([]);
  });

  it('are seen by viewers, who change nothing, and by nobody else', async () => {
    const id = idOf(await create(REPORT));
    const viewer = await colleague('viewer');
    expect(items(await viewer.client.get(path()))).toHaveLength(1);
    expect((await viewer.client.get(path(`/${id}/runs`))).status).toBe(200);
    const refused = [
      await create({ ...NIGHTLY, name: 'Other' }, viewer),
      await viewer.client.patch(path(`/${id}`), { enabled: false }),
      await viewer.client.post(path(`/${id}/run`)),
      await viewer.client.delete(path(`/${id}`)),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    const stranger = await api.member();
    for (const rest of ['', `/${id}`, `/${id}/runs`, '/preview?cron=*&timeZone=UTC']) {
      expect((await stranger.client.get(path(rest))).status).toBe(404);
    }
  });

  it('of one agent are not found under another', async () => {
    const id = idOf(await create(REPORT));
    const { agentId: other } = await new TestAgents(api).settled(owner, 'Other');
    const there = `/api/agents/${other}/schedules/${id}`;
    const answers = [
      await owner.client.get(there),
      await owner.client.get(`${there}/runs`),
      await owner.client.patch(there, { enabled: false }),
      await owner.client.post(`${there}/run`),
      await owner.client.delete(there),
      await owner.client.get(path('/no-uuid')),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  });
});
