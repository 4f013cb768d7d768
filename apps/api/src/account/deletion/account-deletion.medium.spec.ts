import {
  ApiKey,
  AuditEntry,
  EventRecord,
  SecondFactor,
  Session,
  User,
  Workspace,
  WorkspaceMember,
} from '@nora/domain';
import { Secret, TOTP } from 'otpauth';
import { meet } from '../../testing/meet';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestTeam } from '../../testing/test-team';

const LOCK_WORKSPACE = 'SELECT FROM workspaces WHERE id = $1 FOR UPDATE';

describe('the deletion of an account', () => {
  let api: TestApi;
  let team: TestTeam;
  let admin: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    team = new TestTeam(api);
    admin = await api.member('Root', 'admin');
  });

  afterAll(() => api.close());

  const manager = () => api.dataSource.manager;
  const remove = async ({ client }: Member, body: object = {}) => {
    const { status, body: answer } = await client.call('DELETE', '/api/account', {
      password: PASSWORD,
      ...body,
    });
    return { status, code: answer['code'], workspaces: answer['workspaces'], errors: answer['errors'] };
  };
  const removeOther = async (userId: string, body?: object, by = admin) => {
    const { status, body: answer } = await by.client.call('DELETE', `/api/admin/users/${userId}`, body);
    return { status, code: answer['code'], workspaces: answer['workspaces'] };
  };
  const exists = ({ userId }: Member) => manager().existsBy(User, { id: userId });
  const workspace = (id: string) => manager().findOneByOrFail(Workspace, { id });
  const auditOf = (action: string, resourceId: string) =>
    manager().findOneByOrFail(AuditEntry, { action, resourceId });

  it('takes everything with it that was the account’s alone', async () => {
    const member = await api.member();
    const path = `/api/workspaces/${member.workspaceId}/api-keys`;
    const { body } = await member.client.post(path, { name: 'CI', scopes: ['workspaces:read'] });
    const key = { authorization: `Bearer ${body['key'] as string}` };
    const stream = await member.client.stream('/api/events/stream');
    expect(await remove(member)).toMatchObject({ status: 204 });
    await stream.ended;
    expect(member.client.cookie).toBe('nora_session=');
    expect(await exists(member)).toBe(false);
    for (const entity of [Session, WorkspaceMember]) {
      expect(await manager().countBy(entity, { userId: member.userId })).toBe(0);
    }
    expect(await manager().countBy(ApiKey, { issuerId: member.userId })).toBe(0);
    expect((await api.visitor().call('GET', '/api/workspaces', undefined, key)).status).toBe(401);
    expect((await workspace(member.workspaceId)).deletedAt).not.toBeNull();
    expect(await auditOf('account.delete', member.userId)).toMatchObject({
      ...{ actorType: 'user', actorId: member.userId, actorLabel: member.email },
      before: { email: member.email, name: 'Ada', platformRole: 'user' },
      details: { workspaces: [{ id: member.workspaceId, successorId: null }] },
    });
    // The address is free again.
    const again = { email: member.email, name: 'Ada', passwordHash: null, platformRole: 'user' as const };
    await manager().insert(User, manager().create(User, again));
  });

  it('signs out what the account asks for at the same moment', async () => {
    const member = await api.member();
    const { cookie } = member.client;
    const other = api.visitor();
    other.cookie = cookie;
    const lock = 'SELECT FROM users WHERE id = $1 FOR UPDATE';
    const outcomes = await meet<{ status: number }>(
      api.dataSource,
      lock,
      [member.userId],
      [() => remove(member), () => other.patch('/api/account', { name: 'Late' })],
    );
    expect(outcomes.map(({ status }) => status)).toEqual([204, 401]);
  });

  it('asks for the password, and records who does not know it', async () => {
    const member = await api.member();
    expect(await remove(member, { password: 'wrong' })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await remove(member, { password: undefined })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await exists(member)).toBe(true);
    expect(
      await manager().findBy(AuditEntry, { action: 'account.password-proof', actorId: member.userId }),
    ).toHaveLength(2);
  });

  it('asks for a code where there is a second factor, and uses none up when it does not take place', async () => {
    const owner = await api.member();
    await team.join(owner, 'editor');
    const begun = await owner.client.post('/api/account/second-factor', { password: PASSWORD });
    const secret = Secret.fromBase32(begun.body['secret'] as string);
    const codeOf = (timestamp: number) => TOTP.generate({ secret, timestamp });
    await owner.client.post('/api/account/second-factor/confirm', { code: codeOf(Date.now()) });
    const decided = { workspaces: [{ id: owner.workspaceId, delete: true }] };
    for (const body of [decided, { ...decided, code: '000000' }]) {
      expect(await remove(owner, body)).toMatchObject({ status: 401, code: 'second_factor_invalid' });
    }
    expect((await workspace(owner.workspaceId)).deletedAt).toBeNull();
    const code = codeOf(Date.now() + 30_000);
    expect(await remove(owner, { code })).toMatchObject({ status: 409, code: 'still_owner' });
    expect(await remove(owner, { ...decided, code })).toMatchObject({ status: 204 });
    expect(await manager().countBy(SecondFactor, { userId: owner.userId })).toBe(0);
  });

  describe('asks what becomes of a workspace that nobody else owns', () => {
    let owner: Member;
    let editor: Member;

    beforeEach(async () => {
      owner = await api.member('Owner');
      editor = await team.join(owner, 'editor');
    });

    it('and names it', async () => {
      expect(await remove(owner)).toMatchObject({
        ...{ status: 409, code: 'still_owner' },
        workspaces: [{ id: owner.workspaceId, name: "Owner's workspace" }],
      });
      expect(await exists(owner)).toBe(true);
    });

    it('and hands it over to a member', async () => {
      const workspaces = [{ id: owner.workspaceId, transferToUserId: editor.userId }];
      expect(await remove(owner, { workspaces })).toMatchObject({ status: 204 });
      expect(await team.roles(owner)).toEqual({ [editor.userId]: 'owner' });
      const [transfer] = await team.audit(owner, 'workspace.transfer');
      expect(transfer).toMatchObject({
        actorId: owner.userId,
        after: { ownerId: editor.userId, previously: 'editor' },
      });
      expect(await team.audit(owner, 'member.leave')).toHaveLength(1);
      const events = await manager().find(EventRecord, {
        where: { workspaceId: owner.workspaceId, type: 'membership.changed' },
        order: { sequence: 'ASC' },
      });
      expect(events.map(({ payload }) => payload)).toEqual([
        { userId: editor.userId, role: 'owner' },
        { userId: owner.userId, role: null },
      ]);
    });

    it('and deletes it with its members, keys and invitations', async () => {
      const workspaces = [{ id: owner.workspaceId, delete: true }];
      expect(await remove(owner, { workspaces })).toMatchObject({ status: 204 });
      expect((await workspace(owner.workspaceId)).deletedAt).not.toBeNull();
      expect(await team.roles(owner)).toEqual({});
      expect(await exists(editor)).toBe(true);
    });

    it('but does not delete one that holds agents', async () => {
      await new TestAgents(api).settled(owner, 'Agent');
      const workspaces = [{ id: owner.workspaceId, delete: true }];
      expect(await remove(owner, { workspaces })).toMatchObject({ status: 409, code: 'workspace_not_empty' });
      expect(await exists(owner)).toBe(true);
      const handedOver = [{ id: owner.workspaceId, transferToUserId: editor.userId }];
      expect(await remove(owner, { workspaces: handedOver })).toMatchObject({ status: 204 });
    });

    it('and takes no disabled account or stranger for an owner, nor a workspace of others for its own', async () => {
      const [stranger, disabled] = [await api.member(), await team.join(owner, 'admin')];
      await manager().update(User, { id: disabled.userId }, { disabledAt: new Date() });
      const attempts = [
        [{ id: owner.workspaceId, transferToUserId: stranger.userId }],
        [{ id: owner.workspaceId, transferToUserId: disabled.userId }],
        [{ id: owner.workspaceId, transferToUserId: owner.userId }],
        [{ id: stranger.workspaceId, delete: true }],
        [{ id: owner.workspaceId, delete: false }],
        [{ id: owner.workspaceId, transferToUserId: 'nobody' }],
        [{ id: owner.workspaceId }],
        'all',
      ];
      for (const workspaces of attempts) {
        expect(await remove(owner, { workspaces })).toMatchObject({ status: 422, code: 'validation_failed' });
      }
      expect((await workspace(stranger.workspaceId)).deletedAt).toBeNull();
      expect(await exists(owner)).toBe(true);
    });

    it('and leaves one to its other owners', async () => {
      const second = await team.join(owner, 'owner');
      expect(await remove(owner)).toMatchObject({ status: 204 });
      expect(await team.owners(owner)).toEqual([second.userId]);
    });

    it('also when the other owner is demoted at the same moment', async () => {
      const second = await team.join(owner, 'owner');
      const member = `/api/workspaces/${owner.workspaceId}/members/${second.userId}`;
      const statuses = await meet<unknown>(
        api.dataSource,
        LOCK_WORKSPACE,
        [owner.workspaceId],
        [
          async () => (await owner.client.patch(member, { role: 'viewer' })).status,
          async () => (await remove(owner)).code,
        ],
      );
      expect(statuses).toEqual([200, 'still_owner']);
      expect(await team.owners(owner)).toEqual([owner.userId]);
    });

    it('also when both owners go at the same moment', async () => {
      const second = await team.join(owner, 'owner');
      const outcomes = await meet(
        api.dataSource,
        LOCK_WORKSPACE,
        [owner.workspaceId],
        [() => remove(owner), () => remove(second)],
      );
      expect(outcomes.map(({ status }) => status)).toEqual([204, 409]);
      expect(await team.owners(owner)).toEqual([second.userId]);
    });

    it.each([
      ['before it looks', LOCK_WORKSPACE, 'still_owner'],
      [
        'after it has looked',
        'SELECT FROM users WHERE id = (SELECT user_id FROM workspace_members WHERE workspace_id = $1) FOR KEY SHARE',
        'conflict',
      ],
    ])('also when the account makes one %s', async (_, lock, code) => {
      const single = await api.member();
      const create = async () => {
        expect((await single.client.post('/api/workspaces', { name: 'Late' })).status).toBe(201);
      };
      const removals = await meet(api.dataSource, lock, [single.workspaceId], [() => remove(single)], create);
      expect(removals).toMatchObject([{ status: 409, code }]);
      expect(await exists(single)).toBe(true);
      expect((await workspace(single.workspaceId)).deletedAt).toBeNull();
    });
  });

  describe('by an administrator', () => {
    it('asks for the same decisions, and no password', async () => {
      const owner = await api.member('Owner');
      const editor = await team.join(owner, 'editor');
      expect(await removeOther(owner.userId)).toMatchObject({
        ...{ status: 409, code: 'still_owner', workspaces: [{ id: owner.workspaceId }] },
      });
      const workspaces = [{ id: owner.workspaceId, transferToUserId: editor.userId }];
      expect(await removeOther(owner.userId, { workspaces })).toMatchObject({ status: 204 });
      expect(await auditOf('user.delete', owner.userId)).toMatchObject({
        ...{ actorId: admin.userId, before: { email: owner.email } },
      });
      expect((await owner.client.get('/api/auth/me')).status).toBe(401);
      expect(await removeOther(owner.userId)).toMatchObject({ status: 404 });
    });

    it('is for administrators', async () => {
      const [one, two] = [await api.member(), await api.member()];
      expect(await removeOther(two.userId, {}, one)).toMatchObject({ status: 403 });
    });
  });

  describe('of administrators', () => {
    let one: Member;
    let two: Member;

    beforeEach(async () => {
      await manager().update(User, { platformRole: 'admin' }, { platformRole: 'user' });
      [one, two] = [await api.member('One', 'admin'), await api.member('Two', 'admin')];
    });

    const LOCK_ADMINS = `SELECT FROM users WHERE platform_role = 'admin' FOR UPDATE`;
    const demote = async ({ client, userId }: Member) =>
      (await client.patch(`/api/admin/users/${userId}`, { platformRole: 'user' })).body['code'] ?? 'done';
    const go = async (member: Member) => (await remove(member)).code ?? 'done';

    it('leaves the last one', async () => {
      expect(await go(one)).toBe('done');
      expect(await go(two)).toBe('last_admin');
      expect(await removeOther(two.userId, {}, two)).toMatchObject({ status: 409, code: 'last_admin' });
    });

    it('leaves one of two who go at the same moment', async () => {
      const outcomes = await meet(api.dataSource, LOCK_ADMINS, [], [() => go(one), () => go(two)]);
      expect(outcomes).toEqual(['done', 'last_admin']);
    });

    it('leaves one of two when the other ceases to be one at the same moment', async () => {
      expect(await meet(api.dataSource, LOCK_ADMINS, [], [() => demote(one), () => go(two)])).toEqual([
        ...['done', 'last_admin'],
      ]);
      await manager().update(User, { id: one.userId }, { platformRole: 'admin' });
      expect(await meet(api.dataSource, LOCK_ADMINS, [], [() => go(one), () => demote(two)])).toEqual([
        ...['done', 'last_admin'],
      ]);
    });
  });
});
