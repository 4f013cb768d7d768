import type { WorkspaceRole } from '@nora/contracts';
import { lockWorkspace } from '@nora/domain';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';

const ROUNDS = 5;

describe('the ownership of a workspace', () => {
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

  const of = ({ workspaceId }: Member, rest: string) => `/api/workspaces/${workspaceId}/${rest}`;
  const demote = ({ client }: Member, member: Member, role: WorkspaceRole = 'viewer') =>
    client.patch(of(member, `members/${member.userId}`), { role });
  const remove = ({ client }: Member, member: Member) =>
    client.delete(of(member, `members/${member.userId}`));
  const leave = (member: Member) => member.client.post(of(member, 'leave'));
  const transfer = (from: Member, { userId }: Member) => from.client.post(of(from, 'transfer'), { userId });
  const codeOf = ({ status, body }: TestAnswer) => [status, body['code']];
  const sorted = (answers: TestAnswer[]) => answers.map(({ status }) => status).sort();

  it('stays with the last owner, whatever they try', async () => {
    await team.join(owner, 'admin');
    for (const answer of [await demote(owner, owner), await remove(owner, owner), await leave(owner)]) {
      expect(codeOf(answer)).toEqual([409, 'last_owner']);
    }
    expect(await team.owners(owner)).toEqual([owner.userId]);
  });

  it('stays with one of two who are demoted at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await api.member();
      const second = await team.join(one, 'owner');
      const answers = await Promise.all([demote(one, one), demote(second, second)]);
      expect(sorted(answers)).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('last_owner');
      expect(await team.owners(one)).toHaveLength(1);
    }
  });

  it('stays with one of two who demote each other at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await api.member();
      const second = await team.join(one, 'owner');
      // Whoever comes second is no owner any more by then.
      expect(sorted(await Promise.all([demote(one, second), demote(second, one)]))).toEqual([200, 403]);
      expect(await team.owners(one)).toHaveLength(1);
    }
  });

  it('stays with somebody when one owner is demoted while the other leaves', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await api.member();
      const second = await team.join(one, 'owner');
      const answers = await Promise.all([demote(one, one, 'admin'), leave(second)]);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
      expect(await team.owners(one)).toHaveLength(1);
    }
  });

  it('stays with somebody when two owners leave at the same moment', async () => {
    const second = await team.join(owner, 'owner');
    expect(sorted(await Promise.all([leave(owner), leave(second)]))).toEqual([204, 409]);
    expect(await team.owners(owner)).toHaveLength(1);
  });

  it('stays with somebody when a member is removed while it is handed to them', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await api.member();
      const [admin, member] = [await team.join(one, 'admin'), await team.join(one, 'viewer')];
      const [removed, handed] = await Promise.all([remove(admin, member), transfer(one, member)]);
      const outcome = [removed.status, handed.status];
      expect([
        [204, 404],
        [403, 200],
      ]).toContainEqual(outcome);
      expect(await team.owners(one)).toEqual([handed.status === 200 ? member.userId : one.userId]);
    }
  });

  it('is handed to a member, and makes the one who had it an admin', async () => {
    const member = await team.join(owner, 'viewer');
    const { status, body } = await transfer(owner, member);
    expect([status, body]).toEqual([200, expect.objectContaining({ id: owner.workspaceId, role: 'admin' })]);
    expect(await team.roles(owner)).toEqual({ [owner.userId]: 'admin', [member.userId]: 'owner' });
    expect(await team.audit(owner, 'workspace.transfer')).toMatchObject([
      { actorId: owner.userId, before: { ownerId: owner.userId }, after: { ownerId: member.userId } },
    ]);
  });

  it('is not handed to oneself, to a stranger, or by somebody who does not have it', async () => {
    const [admin, stranger] = [await team.join(owner, 'admin'), await api.member('Eve')];
    const self = await owner.client.post(of(owner, 'transfer'), { userId: owner.userId.toUpperCase() });
    expect(codeOf(self)).toEqual([422, 'validation_failed']);
    expect(codeOf(await transfer(owner, stranger))).toEqual([404, 'not_found']);
    expect(codeOf(await transfer(admin, admin))).toEqual([403, 'forbidden']);
    expect(await team.owners(owner)).toEqual([owner.userId]);
  });

  it('is decided by what the caller is when it is their turn, not by what they were when they asked', async () => {
    const [admin, member] = [await team.join(owner, 'admin'), await team.join(owner, 'viewer')];
    let waiting: Promise<TestAnswer> | undefined;
    await api.dataSource.transaction(async (manager) => {
      await lockWorkspace(manager, owner.workspaceId);
      // Past the guard, and waiting for the workspace.
      waiting = remove(admin, member);
      await team.untilSomebodyWaits();
      await manager.query(`UPDATE workspace_members SET role = 'viewer' WHERE user_id = $1`, [admin.userId]);
    });
    expect(waiting && codeOf(await waiting)).toEqual([403, 'forbidden']);
    expect(Object.keys(await team.roles(owner))).toContain(member.userId);
  });

  it('lets everybody else leave, and tells the log', async () => {
    const member = await team.join(owner, 'editor');
    expect((await leave(member)).status).toBe(204);
    expect(codeOf(await leave(member))).toEqual([404, 'not_found']);
    expect(await team.roles(owner)).toEqual({ [owner.userId]: 'owner' });
    expect(await team.audit(owner, 'member.leave')).toMatchObject([
      { actorId: member.userId, resourceId: member.userId, before: { role: 'editor' }, after: null },
    ]);
  });
});
