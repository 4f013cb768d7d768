import type { WorkspaceRole } from '@nora/contracts';
import { AuditEntry, User, WorkspaceInvitation, WorkspaceMember } from '@nora/domain';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer, TestClient } from '../testing/test-client';
import { tokenOf } from '../testing/test-mailbox';
import { TestTeam } from '../testing/test-team';

interface Invited {
  id: string;
  token: string;
}

describe('invitations', () => {
  let api: TestApi;
  let team: TestTeam;
  let owner: Member;
  let guest: Member;

  beforeAll(async () => {
    api = await startTestApi([], { PUBLIC_URL: 'https://nora.example.test' });
    team = new TestTeam(api);
  });

  beforeEach(async () => {
    [owner, guest] = [await api.member('Olga'), await api.member('Gil')];
  });

  afterAll(() => api.close());

  const path = ({ workspaceId }: Member, rest = '') => `/api/workspaces/${workspaceId}/invitations${rest}`;
  const codeOf = ({ status, body }: TestAnswer) => [status, body['code']];
  const accept = ({ client }: Member, token: string) => client.post('/api/invitations/accept', { token });
  const check = (token: string) => api.visitor().post('/api/invitations/check', { token });
  const revoke = (by: Member, { id }: Invited) => by.client.delete(path(by, `/${id}`));
  const renew = (by: Member, { id }: Invited) => by.client.post(path(by, `/${id}/renew`));
  const invitedOf = ({ body }: TestAnswer): Invited => ({
    id: (body['invitation'] as { id: string }).id,
    token: tokenOf(body['url'] as string),
  });

  async function invite(by: Member, email: string, role = 'editor'): Promise<Invited> {
    const answer = await by.client.post(path(by), { email, role });
    expect(codeOf(answer)).toEqual([201, undefined]);
    return invitedOf(answer);
  }

  async function stateOf({ id }: Invited, of = owner): Promise<unknown> {
    const { body } = await of.client.get(path(of));
    return (body['items'] as { id: string; state: string }[]).find((one) => one.id === id)?.state;
  }

  const alter = ({ id }: Invited, changes: Partial<WorkspaceInvitation>) =>
    api.dataSource.manager.update(WorkspaceInvitation, { id }, changes);

  it('are shown with their link once, and stored as a hash', async () => {
    const answer = await owner.client.post(path(owner), {
      email: ' Guest.One@Example.test ',
      role: 'viewer',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      invitation: {
        ...{ id: expect.any(String), email: 'guest.one@example.test', role: 'viewer', state: 'pending' },
        invitedBy: { id: owner.userId, name: 'Olga' },
        ...{ createdAt: expect.stringMatching(/Z$/), expiresAt: expect.stringMatching(/Z$/) },
      },
      url: expect.stringMatching(/^https:\/\/nora\.example\.test\/invitation#token=nora_inv_[\w-]{43}$/),
      mailed: false,
    });
    const { id, token } = invitedOf(answer);
    const row = await api.dataSource.manager.findOneByOrFail(WorkspaceInvitation, { id });
    const days = (row.expiresAt.getTime() - Date.now()) / (24 * 3_600_000);
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
    const list = await owner.client.get(path(owner));
    const audit = await api.dataSource.manager.findBy(AuditEntry, { resourceId: id });
    for (const shown of [row, list.body, audit]) expect(JSON.stringify(shown)).not.toContain(token);
    expect(JSON.stringify(list.body)).not.toContain(row.tokenHash);
    expect(audit).toMatchObject([
      { action: 'invitation.create', actorId: owner.userId, after: { role: 'viewer' } },
    ]);
  });

  it('show a stranger what they offer', async () => {
    const { token } = await invite(owner, guest.email);
    expect((await check(token)).body).toEqual({
      ...{ workspaceName: "Olga's workspace", email: guest.email, role: 'editor', invitedBy: 'Olga' },
      ...{ expiresAt: expect.stringMatching(/Z$/), accountExists: true },
    });
    const unknown = await invite(owner, 'nobody@example.test');
    expect((await check(unknown.token)).body).toMatchObject({ accountExists: false });
  });

  it('make the account of the address a member, and are used up by that', async () => {
    const invited = await invite(owner, guest.email.toUpperCase());
    const { status, body } = await accept(guest, invited.token);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ id: owner.workspaceId, role: 'editor', memberCount: 2 }),
    ]);
    expect(await stateOf(invited)).toBe('accepted');
    expect(codeOf(await accept(guest, invited.token))).toEqual([409, 'already_member']);
    expect(codeOf(await check(invited.token))).toEqual([410, 'link_used']);
    expect(await team.audit(owner, 'invitation.accept')).toMatchObject([
      { actorId: guest.userId, resourceId: invited.id, after: { userId: guest.userId, role: 'editor' } },
    ]);
    // The link was shown to the inviter as well, so it proves no address.
    const user = await api.dataSource.manager.findOneByOrFail(User, { id: guest.userId });
    expect(user.emailVerifiedAt).toBeNull();
    // Once they have left, the link does not bring them back.
    await guest.client.post(`/api/workspaces/${owner.workspaceId}/leave`);
    expect(codeOf(await accept(guest, invited.token))).toEqual([410, 'link_used']);
  });

  it('are for the account with their address only, and the log knows who else tried', async () => {
    const invited = await invite(owner, guest.email, 'admin');
    const thief = await api.member('Eve', 'admin');
    expect(codeOf(await accept(thief, invited.token))).toEqual([403, 'invitation_for_another']);
    expect(codeOf(await accept(owner, invited.token))).toEqual([403, 'invitation_for_another']);
    expect(await team.audit(owner, 'invitation.accept')).toMatchObject([
      { actorId: thief.userId, outcome: 'refused', resourceId: invited.id },
      { actorId: owner.userId, outcome: 'refused' },
    ]);
    expect((await accept(guest, invited.token)).status).toBe(200);
  });

  it('are accepted once by one who tries twice at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await api.member(), await api.member()];
      const { token } = await invite(one, other.email);
      const answers = await Promise.all([accept(other, token), accept(other, token), accept(other, token)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(await api.dataSource.manager.countBy(WorkspaceMember, { workspaceId: one.workspaceId })).toBe(2);
      expect(await team.audit(one, 'invitation.accept')).toHaveLength(1);
    }
  });

  it('that are accepted and withdrawn at the same moment are one or the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await api.member(), await api.member()];
      const invited = await invite(one, other.email);
      const [accepted, revoked] = await Promise.all([accept(other, invited.token), revoke(one, invited)]);
      expect([
        [200, 409],
        [410, 204],
      ]).toContainEqual([accepted.status, revoked.status]);
      const isMember = other.userId in (await team.roles(one));
      expect([isMember, await stateOf(invited, one)]).toEqual(
        accepted.status === 200 ? [true, 'accepted'] : [false, 'revoked'],
      );
    }
  });

  it('of a new account are accepted right after its sign-up', async () => {
    const closed = await startTestApi([], { SIGNUP_ENABLED: 'false' });
    const one = await closed.member();
    const email = 'brand-new@example.test';
    const answer = await one.client.post(path(one), { email, role: 'viewer' });
    const { token } = invitedOf(answer);
    const visitor: TestClient = closed.visitor();
    const account = { email, password: PASSWORD, name: 'New', invitationToken: token };
    expect((await visitor.post('/api/auth/sign-up', account)).status).toBe(201);
    const accepted = await visitor.post('/api/invitations/accept', { token });
    expect(accepted.body).toMatchObject({ id: one.workspaceId, role: 'viewer' });
    const { body } = await visitor.get('/api/workspaces');
    expect((body['items'] as unknown[]).length).toBe(2);
    await closed.close();
  });

  it('that are unknown, malformed, expired or withdrawn open nothing', async () => {
    const [expired, withdrawn] = [await invite(owner, guest.email), await invite(owner, 'x@example.test')];
    await alter(expired, { expiresAt: new Date(Date.now() - 1_000) });
    expect(await stateOf(expired)).toBe('expired');
    for (const answer of [await check(expired.token), await accept(guest, expired.token)]) {
      expect(codeOf(answer)).toEqual([410, 'link_expired']);
    }
    expect((await revoke(owner, withdrawn)).status).toBe(204);
    expect((await revoke(owner, withdrawn)).status).toBe(204);
    expect(codeOf(await check(withdrawn.token))).toEqual([410, 'invitation_revoked']);
    expect(await team.audit(owner, 'invitation.revoke')).toMatchObject([
      { resourceId: withdrawn.id, before: { revokedAt: null } },
    ]);
    for (const token of ['nora_inv_', 'nora_inv_' + 'A'.repeat(43), '\u0007', expired.id]) {
      expect([token, ...codeOf(await check(token))]).toEqual([token, 404, 'not_found']);
      expect([token, ...codeOf(await accept(guest, token))]).toEqual([token, 404, 'not_found']);
    }
    for (const token of [undefined, '', '\u0000', 7, ['a']]) {
      expect(codeOf(await api.visitor().post('/api/invitations/check', { token }))).toEqual([
        422,
        'validation_failed',
      ]);
    }
    expect(Object.keys(await team.roles(owner))).toEqual([owner.userId]);
  });

  it.each<[string, WorkspaceRole | null]>([
    ['was demoted', 'editor'],
    ['was removed', null],
  ])('of an inviter who %s are worth nothing, until somebody else renews them', async (_, role) => {
    const inviter = await team.join(owner, 'admin', 'Ina');
    const invited = await invite(inviter, guest.email, 'admin');
    const place = `/api/workspaces/${owner.workspaceId}/members/${inviter.userId}`;
    await (role ? owner.client.patch(place, { role }) : owner.client.delete(place));
    expect(await stateOf(invited)).toBe('revoked');
    expect(codeOf(await check(invited.token))).toEqual([410, 'invitation_revoked']);
    expect(codeOf(await accept(guest, invited.token))).toEqual([410, 'invitation_revoked']);
    const renewed = await renew(owner, invited);
    expect(renewed.body).toMatchObject({ invitation: { state: 'pending', invitedBy: { name: 'Olga' } } });
    expect((await accept(guest, invitedOf(renewed).token)).status).toBe(200);
  });

  it('of an inviter whose account is disabled or gone are worth nothing', async () => {
    const inviter = await team.join(owner, 'admin', 'Ina');
    const invited = await invite(inviter, guest.email);
    await api.dataSource.manager.update(User, { id: inviter.userId }, { disabledAt: new Date() });
    expect(codeOf(await accept(guest, invited.token))).toEqual([410, 'invitation_revoked']);
    await api.dataSource.query(`DELETE FROM workspaces WHERE created_by_id = $1`, [inviter.userId]);
    await api.dataSource.manager.delete(User, { id: inviter.userId });
    expect(codeOf(await accept(guest, invited.token))).toEqual([410, 'invitation_revoked']);
    const { body } = await owner.client.get(path(owner));
    expect(body['items']).toMatchObject([{ id: invited.id, state: 'revoked', invitedBy: null }]);
  });

  it('get a new link and new days, and the old link ends', async () => {
    const invited = await invite(owner, guest.email);
    await alter(invited, { expiresAt: new Date(Date.now() - 1_000) });
    const answer = await renew(owner, invited);
    expect(answer).toMatchObject({ status: 200, body: { mailed: false, invitation: { state: 'pending' } } });
    const { token } = invitedOf(answer);
    expect(codeOf(await accept(guest, invited.token))).toEqual([404, 'not_found']);
    expect((await accept(guest, token)).status).toBe(200);
    expect(codeOf(await renew(owner, invited))).toEqual([409, 'conflict']);
    expect(codeOf(await revoke(owner, invited))).toEqual([409, 'conflict']);
    expect(await team.audit(owner, 'invitation.renew')).toHaveLength(1);
  });

  it('are one for each address: a pending one stands in the way, one that has ended makes way', async () => {
    const first = await invite(owner, guest.email, 'viewer');
    const again = () => owner.client.post(path(owner), { email: guest.email, role: 'admin' });
    expect(codeOf(await again())).toEqual([409, 'conflict']);
    await alter(first, { expiresAt: new Date(Date.now() - 1_000) });
    const [one, other] = await Promise.all([again(), again()]);
    expect([one.status, other.status].sort()).toEqual([201, 409]);
    expect(await stateOf(first)).toBe('revoked');
    expect(codeOf(await renew(owner, first))).toEqual([409, 'conflict']);
    const { token } = invitedOf(one.status === 201 ? one : other);
    expect((await accept(guest, token)).body).toMatchObject({ role: 'admin' });
    expect(codeOf(await again())).toEqual([409, 'already_member']);
  });

  it('are not renewed for who has become a member otherwise', async () => {
    const invited = await invite(owner, guest.email);
    const { workspaceId } = owner;
    await api.dataSource.manager.insert(WorkspaceMember, {
      ...{ workspaceId, userId: guest.userId, role: 'viewer' },
    });
    expect(codeOf(await renew(owner, invited))).toEqual([409, 'already_member']);
    expect(codeOf(await accept(guest, invited.token))).toEqual([409, 'already_member']);
  });

  it('are made by admins and owners, to roles below owner', async () => {
    const admin = await team.join(owner, 'admin');
    await invite(admin, 'second-admin@example.test', 'admin');
    const wrong = (body: object) => admin.client.post(path(owner), body).then(codeOf);
    const REFUSED = [422, 'validation_failed'];
    expect(await wrong({ email: 'o@example.test', role: 'owner' })).toEqual(REFUSED);
    expect(await wrong({ email: 'no address', role: 'viewer' })).toEqual(REFUSED);
    expect(await wrong({ email: 'a@example.test, b@example.test', role: 'viewer' })).toEqual(REFUSED);
    expect(await wrong({ email: 'a@example.test\r\nBcc: b@example.test', role: 'viewer' })).toEqual(REFUSED);
    for (const role of ['viewer', 'editor'] as const) {
      const { client } = await team.join(owner, role);
      expect(codeOf(await client.get(path(owner)))).toEqual([403, 'forbidden']);
      const asked = await client.post(path(owner), { email: 'b@example.test', role: 'viewer' });
      expect(codeOf(asked)).toEqual([403, 'forbidden']);
    }
  });

  it('of another workspace cannot be reached by any id of theirs', async () => {
    const other = await api.member('Otto');
    const theirs = await invite(owner, guest.email);
    // The own workspace with an invitation of the other, and the other with its own.
    for (const place of [path(other), path(owner)].map((base) => `${base}/${theirs.id}`)) {
      expect(codeOf(await other.client.delete(place))).toEqual([404, 'not_found']);
      expect(codeOf(await other.client.post(`${place}/renew`))).toEqual([404, 'not_found']);
    }
    expect(codeOf(await other.client.get(path(owner)))).toEqual([404, 'not_found']);
    const asked = await other.client.post(path(owner), { email: other.email, role: 'admin' });
    expect(codeOf(asked)).toEqual([404, 'not_found']);
    expect((await other.client.get(path(other))).body).toEqual({ items: [], nextCursor: null });
    expect(await stateOf(theirs)).toBe('pending');
  });

  it('are listed newest first, in pages', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.unshift((await invite(owner, `${name}@example.test`)).id);
    const first = await owner.client.get(path(owner, '?limit=2'));
    const second = await owner.client.get(
      path(owner, `?limit=2&cursor=${first.body['nextCursor'] as string}`),
    );
    const seen = [first, second].flatMap(({ body }) =>
      (body['items'] as { id: string }[]).map(({ id }) => id),
    );
    expect(seen).toEqual(ids);
    expect(second.body['nextCursor']).toBeNull();
  });
});
