import { hashToken, randomToken } from '@nora/crypto';
import { AuditEntry, Session, User, Workspace, WorkspaceInvitation } from '@nora/domain';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';

const SECRET = 'the invitations of this test are hashed under this';

const account = (email: string, more: object = {}) => ({ email, password: PASSWORD, name: 'Grace', ...more });

describe('sign-up', () => {
  let api: TestApi;
  let member: Member;

  beforeAll(async () => {
    api = await startTestApi([], { SIGNUP_ENABLED: 'true' });
  });

  afterAll(() => api.close());

  const signUp = (body: object) => api.visitor().post('/api/auth/sign-up', body);

  it('waits until the server has an administrator', async () => {
    const { status, body } = await signUp(account('early@example.test'));
    expect([status, body['code']]).toEqual([403, 'signup_disabled']);
    expect((await api.visitor().get('/api/auth/bootstrap')).body).toEqual({
      ...{ needsFirstAdmin: true, signupEnabled: true, mail: false, oauth: [], banner: null },
    });
    member = await api.member();
  });

  it('makes an account with a workspace of its own, signed in and recorded', async () => {
    const client = api.visitor();
    const { status, body } = await client.post('/api/auth/sign-up', account(' Grace@Example.TEST '));
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ id: expect.any(String), email: 'grace@example.test', emailVerified: false, name: 'Grace' },
      ...{ avatar: null, locale: null, theme: 'auto', platformRole: 'user' },
      ...{ hasPassword: true, secondFactor: false },
    });
    expect((await client.get('/api/auth/me')).body).toEqual(body);
    expect((await client.get('/api/workspaces')).body).toMatchObject({
      items: [{ name: "Grace's workspace", role: 'owner', personal: true }],
    });
    const entry = { action: 'auth.sign-up', resourceId: body['id'] as string };
    expect(await api.dataSource.manager.findOneByOrFail(AuditEntry, entry)).toMatchObject({
      ...{ actorType: 'user', actorId: body['id'], actorLabel: 'grace@example.test', outcome: 'allowed' },
    });
    expect(JSON.stringify(await api.dataSource.manager.find(AuditEntry))).not.toContain(PASSWORD);
  });

  it('gives one address to one of several who want it at the same moment', async () => {
    const attempts = Array.from({ length: 5 }, (_, index) =>
      signUp(account('Race@example.test', { name: `R${index}` })),
    );
    const answers = await Promise.all(attempts);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    for (const { status, body } of answers) if (status === 409) expect(body['code']).toBe('email_taken');
    const users = await api.dataSource.manager.findBy(User, { email: 'race@example.test' });
    expect(users).toHaveLength(1);
    const made = { createdById: users[0]!.id };
    expect(await api.dataSource.manager.countBy(Workspace, made)).toBe(1);
    expect(await api.dataSource.manager.countBy(Session, { userId: users[0]!.id })).toBe(1);
  });

  it('finds a workspace for each of several with one name at the same moment', async () => {
    const attempts = Array.from({ length: 5 }, (_, index) =>
      signUp(account(`namesake-${index}@example.test`, { name: 'Namesake' })),
    );
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const workspaces = await api.dataSource.manager.findBy(Workspace, { name: "Namesake's workspace" });
    expect(new Set(workspaces.map(({ slug }) => slug)).size).toBe(5);
  });

  it.each([
    ['a short password', { password: '1234567' }],
    ['a password longer than is hashed', { password: 'x'.repeat(129) }],
    ['no address', { email: 'grace' }],
    ['two addresses', { email: 'a@example.test, b@example.test' }],
    ['a name of control characters', { name: 'a\u0007b' }],
    ['no name', { name: '   ' }],
    ['a role of their own choosing', { platformRole: 'admin' }],
  ])('refuses %s', async (_, wrong) => {
    const { status, body } = await signUp({ ...account('wrong@example.test'), ...wrong });
    expect([status, body['code']]).toEqual([422, 'validation_failed']);
  });

  describe('where it is closed', () => {
    let closed: TestApi;

    beforeAll(async () => {
      closed = await startTestApi([], {
        ...{ SIGNUP_ENABLED: 'false', NORA_WORKSPACE_INVITE_SECRET: SECRET },
      });
      member = await closed.member();
    });

    afterAll(() => closed.close());

    const invitation = async (email: string, changes: Partial<WorkspaceInvitation> = {}): Promise<string> => {
      const token = randomToken('nora_inv_');
      const row = closed.dataSource.manager.create(WorkspaceInvitation, {
        ...{ workspaceId: member.workspaceId, email, role: 'editor', invitedById: member.userId },
        tokenHash: hashToken(token, SECRET, 'workspace-invitation'),
        ...{ expiresAt: new Date(Date.now() + 60_000), acceptedAt: null, revokedAt: null, ...changes },
      });
      await closed.dataSource.manager.insert(WorkspaceInvitation, row);
      return token;
    };
    const attempt = async (body: object) => {
      const answer = await closed.visitor().post('/api/auth/sign-up', body);
      return [answer.status, answer.body['code']];
    };
    const DISABLED = [403, 'signup_disabled'];

    it('refuses strangers, and lets those in who have an account', async () => {
      expect(await attempt(account('stranger@example.test'))).toEqual(DISABLED);
      const login = { email: member.email, password: PASSWORD };
      expect((await closed.visitor().post('/api/auth/login', login)).status).toBe(200);
    });

    it('takes who brings an invitation of their own', async () => {
      const invitationToken = await invitation('invited@example.test');
      expect(await attempt(account('another@example.test', { invitationToken }))).toEqual(DISABLED);
      expect(await attempt(account('Invited@example.test', { invitationToken }))).toEqual([201, undefined]);
    });

    it.each<[string, Partial<WorkspaceInvitation>]>([
      ['expired', { expiresAt: new Date(Date.now() - 1_000) }],
      ['been revoked', { revokedAt: new Date() }],
      ['been accepted', { acceptedAt: new Date() }],
    ])('does not take one that has %s', async (state, changes) => {
      const email = `${state.replaceAll(' ', '-')}@example.test`;
      const invitationToken = await invitation(email, changes);
      expect(await attempt(account(email, { invitationToken }))).toEqual(DISABLED);
    });

    it('does not take one into a workspace that is gone', async () => {
      const gone = await closed.member();
      await closed.dataSource.manager.update(Workspace, { id: gone.workspaceId }, { deletedAt: new Date() });
      const invitationToken = await invitation('late@example.test', { workspaceId: gone.workspaceId });
      expect(await attempt(account('late@example.test', { invitationToken }))).toEqual(DISABLED);
    });
  });

  describe('and log-in', () => {
    let limited: TestApi;

    beforeAll(async () => {
      limited = await startTestApi([], {
        ...{
          SIGNUP_ENABLED: 'true',
          TRUST_PROXY: '127.0.0.1',
          RATE_LIMIT_LOGINS: '3',
          RATE_LIMIT_SIGNUPS: '2',
        },
      });
      member = await limited.member();
    });

    afterAll(() => limited.close());

    const from = (address: string, path: string, body: object) =>
      limited.visitor().call('POST', path, body, { 'x-forwarded-for': address });

    it('are limited by the address they come from', async () => {
      const statuses: number[] = [];
      for (const email of ['one', 'two', 'three'].map((name) => `${name}@example.test`)) {
        statuses.push((await from('192.0.2.1', '/api/auth/sign-up', account(email))).status);
      }
      expect(statuses).toEqual([201, 201, 429]);
      expect((await from('192.0.2.2', '/api/auth/sign-up', account('four@example.test'))).status).toBe(201);
    });

    it('are limited by the account that is tried, wherever from, whether it exists or not', async () => {
      for (const email of ['victim@example.test', 'nobody@example.test']) {
        const answers = [];
        for (const last of [10, 11, 12, 13]) {
          const body = { email, password: 'wrong' };
          answers.push(await from(`198.51.100.${last}`, '/api/auth/login', body));
        }
        expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
        expect(answers[3]!.body['code']).toBe('too_many_requests');
        expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    });
  });
});
