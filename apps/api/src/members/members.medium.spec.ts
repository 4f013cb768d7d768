import { WORKSPACE_ROLES } from '@nora/contracts';
import { ApiKey, WorkspaceMember } from '@nora/domain';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';

describe('members of a workspace', () => {
  let api: TestApi;
  let team: TestTeam;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi();
    team = new TestTeam(api);
  });

  beforeEach(async () => {
    owner = await api.member('Olga');
  });

  afterAll(() => api.close());

  const path = ({ workspaceId }: Member, rest = '') => `/api/workspaces/${workspaceId}/members${rest}`;
  const change = ({ client }: Member, member: Member, role: string) =>
    client.patch(path(member, `/${member.userId}`), { role });
  const remove = ({ client }: Member, member: Member) => client.delete(path(member, `/${member.userId}`));
  const codeOf = ({ status, body }: TestAnswer) => [status, body['code']];

  it('are listed by name, and found by name and address', async () => {
    const [bea, adam] = [await team.join(owner, 'viewer', 'Bea'), await team.join(owner, 'admin', 'adam')];
    const { body } = await bea.client.get(path(owner));
    expect(body).toEqual({
      items: [
        expect.objectContaining({ userId: adam.userId, role: 'admin', email: adam.email, avatar: null }),
        expect.objectContaining({
          userId: bea.userId,
          role: 'viewer',
          joinedAt: expect.stringMatching(/Z$/),
        }),
        expect.objectContaining({ userId: owner.userId, role: 'owner' }),
      ],
      nextCursor: null,
    });
    const idsOf = async (query: string) => {
      const found = await owner.client.get(path(owner, query));
      return (found.body['items'] as { userId: string }[]).map(({ userId }) => userId);
    };
    expect(await idsOf('?q=BEA')).toEqual([bea.userId]);
    expect(await idsOf(`?q=${adam.email.toUpperCase()}`)).toEqual([adam.userId]);
    expect(await idsOf('?q=%25')).toEqual([]);
  });

  it('come in pages that neither repeat nor leave out anybody', async () => {
    for (const name of ['Zoe', 'bob', 'Bob', 'ann']) await team.join(owner, 'viewer', name);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await owner.client.get(path(owner, `?limit=2${cursor && `&cursor=${cursor}`}`));
      seen.push(...(body['items'] as { name: string }[]).map(({ name }) => name.toLowerCase()));
      cursor = (body['nextCursor'] as string | null) ?? '';
    } while (cursor);
    expect(seen).toEqual(['ann', 'bob', 'bob', 'olga', 'zoe']);
  });

  it('get every role but owner from an admin, and every role from an owner', async () => {
    const [admin, member] = [await team.join(owner, 'admin'), await team.join(owner, 'viewer')];
    for (const role of ['editor', 'admin', 'viewer']) {
      const { status, body } = await change(admin, member, role);
      expect([status, body]).toEqual([200, expect.objectContaining({ userId: member.userId, role })]);
    }
    expect(codeOf(await change(admin, member, 'owner'))).toEqual([403, 'forbidden']);
    expect(codeOf(await change(admin, admin, 'owner'))).toEqual([403, 'forbidden']);
    expect(codeOf(await change(admin, owner, 'viewer'))).toEqual([403, 'forbidden']);
    expect(codeOf(await remove(admin, owner))).toEqual([403, 'forbidden']);
    expect((await change(owner, member, 'owner')).status).toBe(200);
    expect((await change(owner, member, 'editor')).status).toBe(200);
    expect(await team.owners(owner)).toEqual([owner.userId]);
  });

  it('that may not manage members change nobody, and themselves neither', async () => {
    for (const role of ['viewer', 'editor'] as const) {
      const [member, other] = [await team.join(owner, role), await team.join(owner, 'viewer')];
      expect(codeOf(await change(member, member, 'admin'))).toEqual([403, 'forbidden']);
      expect(codeOf(await change(member, other, 'editor'))).toEqual([403, 'forbidden']);
      expect(codeOf(await remove(member, other))).toEqual([403, 'forbidden']);
    }
  });

  it('leave an audit entry with what was and what is, for a change and not for none', async () => {
    const member = await team.join(owner, 'viewer');
    await change(owner, member, 'editor');
    await change(owner, member, 'editor');
    await remove(owner, member);
    const about = { actorId: owner.userId, resourceType: 'member', resourceId: member.userId };
    expect(await team.audit(owner, 'member.change-role')).toMatchObject([
      { ...about, before: { role: 'viewer' }, after: { role: 'editor' } },
    ]);
    expect(await team.audit(owner, 'member.remove')).toMatchObject([
      { ...about, before: { role: 'editor' }, after: null },
    ]);
  });

  it('that are removed see nothing any more, and their API keys end for good', async () => {
    const member = await team.join(owner, 'admin');
    const issued = await member.client.post(`/api/workspaces/${owner.workspaceId}/api-keys`, {
      ...{ name: 'CI', scopes: ['workspaces:read'] },
    });
    const headers = { authorization: `Bearer ${String(issued.body['key'])}` };
    const byKey = () => api.visitor().call('GET', '/api/workspaces', undefined, headers);
    expect((await byKey()).status).toBe(200);
    expect((await remove(owner, member)).status).toBe(204);
    expect(codeOf(await member.client.get(path(owner)))).toEqual([404, 'not_found']);
    expect((await byKey()).status).toBe(401);
    const { workspaceId } = owner;
    await api.dataSource.manager.insert(WorkspaceMember, {
      ...{ workspaceId, userId: member.userId, role: 'admin' },
    });
    expect((await byKey()).status).toBe(401);
    expect(await api.dataSource.manager.countBy(ApiKey, { workspaceId })).toBe(0);
  });

  describe('of another workspace', () => {
    it('cannot be reached by any id of theirs', async () => {
      const [other, theirs] = [await api.member('Otto'), await team.join(owner, 'viewer')];
      const mine = await team.join(other, 'viewer');
      // The own workspace with a member of the other.
      const mixed = path(other, `/${theirs.userId}`);
      expect(codeOf(await other.client.patch(mixed, { role: 'editor' }))).toEqual([404, 'not_found']);
      expect(codeOf(await other.client.delete(mixed))).toEqual([404, 'not_found']);
      const transfer = `/api/workspaces/${other.workspaceId}/transfer`;
      expect(codeOf(await other.client.post(transfer, { userId: theirs.userId }))).toEqual([
        404,
        'not_found',
      ]);
      // The other workspace, with whatever member.
      for (const userId of [theirs.userId, mine.userId, other.userId]) {
        const foreign = path(owner, `/${userId}`);
        expect(codeOf(await other.client.patch(foreign, { role: 'owner' }))).toEqual([404, 'not_found']);
        expect(codeOf(await other.client.delete(foreign))).toEqual([404, 'not_found']);
      }
      for (const act of ['transfer', 'leave', 'keep']) {
        const body = act === 'transfer' ? { userId: other.userId } : {};
        const answer = await other.client.post(`/api/workspaces/${owner.workspaceId}/${act}`, body);
        expect([act, ...codeOf(answer)]).toEqual([act, 404, 'not_found']);
      }
      expect(await team.roles(owner)).toEqual({ [owner.userId]: 'owner', [theirs.userId]: 'viewer' });
      expect(await team.roles(other)).toEqual({ [other.userId]: 'owner', [mine.userId]: 'viewer' });
    });

    it('are not found by what is no id', async () => {
      for (const id of ['me', '%00', "' OR 1=1 --", owner.userId.slice(1)]) {
        const answer = await owner.client.delete(path(owner, `/${encodeURIComponent(id)}`));
        expect([id, ...codeOf(answer)]).toEqual([id, 404, 'not_found']);
      }
    });
  });

  it.each([
    ['a role nobody knows', 'root'],
    ['no role', undefined],
    ['several', WORKSPACE_ROLES],
  ])('do not become %s', async (_, role) => {
    const member = await team.join(owner, 'viewer');
    const answer = await owner.client.patch(path(owner, `/${member.userId}`), { role });
    expect(codeOf(answer)).toEqual([422, 'validation_failed']);
  });
});
