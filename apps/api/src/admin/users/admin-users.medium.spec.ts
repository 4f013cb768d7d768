import { AuditEntry, OneTimeToken, SecondFactor, User, WorkspaceMember } from '@nora/domain';
import { meet } from '../../testing/meet';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { tokenOf } from '../../testing/test-mailbox';
import type { AdminUserDetailDto, AdminUserDto } from './dto/admin-user.dto';

interface UserPage {
  items: AdminUserDto[];
  nextCursor: string | null;
}

const UNKNOWN = '01a208ef-bfb1-755a-bbe6-6b802e466c81';

describe('accounts of the installation', () => {
  let api: TestApi;
  let admin: Member;

  beforeAll(async () => {
    api = await startTestApi();
    admin = await api.member('Root', 'admin');
  });

  afterAll(() => api.close());

  const manager = () => api.dataSource.manager;
  const path = ({ userId }: Member, rest = '') => `/api/admin/users/${userId}${rest}`;
  const list = async (query: string) =>
    (await admin.client.get(`/api/admin/users?${query}`)).body as unknown as UserPage;
  const detail = async (member: Member) =>
    (await admin.client.get(path(member))).body as unknown as AdminUserDetailDto;
  const auditOf = (action: string, resourceId: string) =>
    manager().findOneOrFail(AuditEntry, { where: { action, resourceId }, order: { id: 'DESC' } });
  const secondFactor = (userId: string) =>
    manager().insert(SecondFactor, {
      ...{ userId, secret: 'sealed', recoveryCodes: null, confirmedAt: new Date(), lastStep: null },
    });

  it('are for platform admins alone, in a session', async () => {
    const member = await api.member();
    const calls: [string, string][] = [
      ['GET', '/api/admin/users'],
      ['GET', path(member)],
      ['PATCH', path(member)],
      ['DELETE', path(member, '/sessions')],
      ['POST', path(member, '/reset-link')],
      ['DELETE', path(member, '/second-factor')],
    ];
    for (const [method, address] of calls) {
      expect([method, address, (await member.client.call(method, address)).status]).toEqual([
        method,
        address,
        403,
      ]);
      expect((await api.visitor().call(method, address)).status).toBe(401);
    }
  });

  it('are found page by page, newest first', async () => {
    for (let round = 0; round < 3; round += 1) await api.member('Paged');
    const first = await list('q=paged&limit=2');
    const second = await list(`q=paged&limit=2&cursor=${first.nextCursor ?? ''}`);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(second.nextCursor).toBeNull();
  });

  it('are searched by name and address as they are written, and narrowed by role and state', async () => {
    const [percent, other] = [await api.member('100%_sure'), await api.member('100 percent')];
    const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);
    expect(await ids(`q=${encodeURIComponent('0%_S')}`)).toEqual([percent.userId]);
    expect(await ids(`q=${other.email.toUpperCase()}`)).toEqual([other.userId]);
    expect(await ids(`q=${encodeURIComponent('\\')}`)).toEqual([]);
    expect(await ids('role=admin')).toContain(admin.userId);
    expect(await ids('role=admin')).not.toContain(other.userId);
    await admin.client.patch(path(other), { disabled: true });
    expect(await ids('state=disabled')).toContain(other.userId);
    expect(await ids('state=active&q=100')).toEqual([percent.userId]);
    for (const query of ['role=owner', 'state=gone', 'cursor=x', 'limit=0', 'q=a&q=b']) {
      expect([query, (await admin.client.get(`/api/admin/users?${query}`)).status]).toEqual([query, 422]);
    }
  });

  it('are shown with their workspaces and sessions', async () => {
    const [ada, grace] = [await api.member('Ada'), await api.member('Grace')];
    await manager().insert(WorkspaceMember, {
      workspaceId: grace.workspaceId,
      userId: ada.userId,
      role: 'owner',
    });
    await secondFactor(ada.userId);
    const shown = await detail(ada);
    expect(shown).toMatchObject({
      ...{ id: ada.userId, email: ada.email, emailVerified: false, name: 'Ada', platformRole: 'user' },
      ...{ disabledAt: null, secondFactor: true, workspaceCount: 2, sessionCount: 1 },
      ...{ createdAt: expect.any(String), lastSeenAt: expect.any(String) },
    });
    expect(shown.workspaces).toEqual([
      {
        id: ada.workspaceId,
        name: "Ada's workspace",
        role: 'owner',
        personal: true,
        agentCount: 0,
        soleOwner: true,
      },
      {
        id: grace.workspaceId,
        name: "Grace's workspace",
        role: 'owner',
        personal: true,
        agentCount: 0,
        soleOwner: false,
      },
    ]);
    expect(shown.sessions).toEqual([expect.objectContaining({ current: false, method: 'password' })]);
    expect(JSON.stringify(shown)).not.toMatch(/argon2|sealed/);
    expect((await admin.client.get(`/api/admin/users/${UNKNOWN}`)).status).toBe(404);
    expect((await admin.client.get('/api/admin/users/me')).status).toBe(404);
  });

  it('are disabled at once, and enabled again without their sessions', async () => {
    const member = await api.member();
    const stream = await member.client.stream('/api/events/stream');
    const { status, body } = await admin.client.patch(path(member), { disabled: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ disabledAt: expect.any(String), sessionCount: 0 });
    await stream.ended;
    expect((await member.client.get('/api/auth/me')).status).toBe(401);
    const login = { email: member.email, password: PASSWORD };
    expect((await api.visitor().post('/api/auth/login', login)).status).toBe(401);
    expect(await auditOf('user.update', member.userId)).toMatchObject({
      ...{ actorId: admin.userId, details: { email: member.email, sessionsEnded: 1 } },
      before: { platformRole: 'user', disabled: false },
      after: { platformRole: 'user', disabled: true },
    });
    expect((await admin.client.patch(path(member), { disabled: false })).body).toMatchObject({
      disabledAt: null,
    });
    expect((await member.client.get('/api/auth/me')).status).toBe(401);
    expect((await api.visitor().post('/api/auth/login', login)).status).toBe(200);
  });

  it('open no session by a log-in that meets the disabling', async () => {
    const member = await api.member();
    const client = api.visitor();
    const lock = 'SELECT FROM users WHERE id = $1 FOR UPDATE';
    const [disabled, login] = await meet(
      api.dataSource,
      lock,
      [member.userId],
      [
        () => admin.client.patch(path(member), { disabled: true }),
        () => client.post('/api/auth/login', { email: member.email, password: PASSWORD }),
      ],
    );
    expect([disabled?.status, login?.status]).toEqual([200, 401]);
    await admin.client.patch(path(member), { disabled: false });
    expect((await client.get('/api/auth/me')).status).toBe(401);
    expect((await detail(member)).sessionCount).toBe(0);
  });

  it('become administrators and cease to be, from one request to the next', async () => {
    const member = await api.member();
    expect((await admin.client.patch(path(member), { platformRole: 'admin' })).status).toBe(200);
    expect((await member.client.get('/api/admin/users')).status).toBe(200);
    expect((await admin.client.patch(path(member), { platformRole: 'user' })).status).toBe(200);
    expect((await member.client.get('/api/admin/users')).status).toBe(403);
    const bodies = [
      { platformRole: 'owner' },
      { platformRole: null },
      { disabled: 'yes' },
      { email: 'a@b.test' },
    ];
    for (const body of bodies) expect((await admin.client.patch(path(member), body)).status).toBe(422);
    expect((await admin.client.patch(`/api/admin/users/${UNKNOWN}`, {})).status).toBe(404);
  });

  it('are signed out everywhere', async () => {
    const member = await api.member();
    expect((await admin.client.delete(path(member, '/sessions'))).status).toBe(204);
    expect((await member.client.get('/api/auth/me')).status).toBe(401);
    expect((await auditOf('user.sessions-revoke', member.userId)).details).toMatchObject({
      sessionsEnded: 1,
    });
    expect((await admin.client.delete(`/api/admin/users/${UNKNOWN}/sessions`)).status).toBe(404);
  });

  it('get a link for a new password, which proves no address', async () => {
    const member = await api.member();
    const { status, body } = await admin.client.post(path(member, '/reset-link'));
    expect(status).toBe(201);
    const url = body['url'] as string;
    expect(url).toMatch(/^http:\/\/localhost:8080\/reset-password#token=nora_otl_[\w-]{43}$/);
    const reset = { token: tokenOf(url), password: 'seven loud cranes leave' };
    expect((await api.visitor().post('/api/auth/password-reset/complete', reset)).status).toBe(204);
    const user = await manager().findOneByOrFail(User, { id: member.userId });
    expect(user.emailVerifiedAt).toBeNull();
    expect(JSON.stringify(await manager().find(AuditEntry))).not.toContain(reset.token);
    expect(await auditOf('user.reset-link', member.userId)).toMatchObject({ actorId: admin.userId });
    await admin.client.patch(path(member), { disabled: true });
    const refused = await admin.client.post(path(member, '/reset-link'));
    expect([refused.status, refused.body['code']]).toEqual([409, 'operation_not_allowed']);
  });

  it('lose the links they hold when they are disabled', async () => {
    const member = await api.member();
    const { body } = await admin.client.post(path(member, '/reset-link'));
    await admin.client.patch(path(member), { disabled: true });
    await admin.client.patch(path(member), { disabled: false });
    const reset = { token: tokenOf(body['url'] as string), password: 'seven loud cranes leave' };
    const answer = await api.visitor().post('/api/auth/password-reset/complete', reset);
    expect([answer.status, answer.body['code']]).toEqual([410, 'link_expired']);
    expect(await manager().countBy(OneTimeToken, { userId: member.userId })).toBe(1);
  });

  it('are relieved of a second factor that is lost', async () => {
    const member = await api.member();
    await secondFactor(member.userId);
    expect((await admin.client.delete(path(member, '/second-factor'))).status).toBe(204);
    expect((await detail(member)).secondFactor).toBe(false);
    expect((await admin.client.delete(path(member, '/second-factor'))).status).toBe(404);
    expect(await auditOf('user.second-factor-remove', member.userId)).toMatchObject({
      actorId: admin.userId,
    });
  });
});

describe('the last administrator', () => {
  let api: TestApi;
  let admins: Member[];

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(() => api.close());

  beforeEach(async () => {
    await api.dataSource.manager.update(User, { platformRole: 'admin' }, { platformRole: 'user' });
    admins = [await api.member('One', 'admin'), await api.member('Two', 'admin')];
  });

  const change = async (by: Member, whom: Member, body: object) => {
    const answer = await by.client.patch(`/api/admin/users/${whom.userId}`, body);
    return answer.status === 200 ? 'done' : answer.body['code'];
  };
  const left = () =>
    api.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int FROM users WHERE platform_role = 'admin' AND disabled_at IS NULL`,
    );

  it('is neither demoted nor disabled', async () => {
    const [one, two] = admins as [Member, Member];
    expect(await change(one, two, { disabled: true })).toBe('done');
    expect(await change(one, one, { platformRole: 'user' })).toBe('last_admin');
    expect(await change(one, one, { disabled: true })).toBe('last_admin');
    expect(await change(one, two, { platformRole: 'user' })).toBe('done');
  });

  it.each<[string, object, object]>([
    ['demotions', { platformRole: 'user' }, { platformRole: 'user' }],
    ['disablings', { disabled: true }, { disabled: true }],
    ['a demotion and a disabling', { platformRole: 'user' }, { disabled: true }],
  ])('is left by %s at the same moment', async (_, first, second) => {
    const [one, two] = admins as [Member, Member];
    const lock = `SELECT FROM users WHERE platform_role = 'admin' FOR UPDATE`;
    // Each does it to themselves, so that neither loses the right to it before.
    const outcomes = await meet(
      api.dataSource,
      lock,
      [],
      [() => change(one, one, first), () => change(two, two, second)],
    );
    expect(outcomes.sort()).toEqual(['done', 'last_admin']);
    expect(await left()).toEqual([{ count: 1 }]);
  });
});
