import { Workspace } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';

describe('workspaces', () => {
  let api: TestApi;
  let team: TestTeam;
  let agents: TestAgents;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    team = new TestTeam(api);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member('Olga');
  });

  afterAll(() => api.close());

  const codeOf = ({ status, body }: TestAnswer) => [status, body['code']];
  const create = ({ client }: Member, name: string) => client.post('/api/workspaces', { name });
  const rename = ({ client, workspaceId }: Member, name: string) =>
    client.patch(`/api/workspaces/${workspaceId}`, { name });
  const get = ({ client, workspaceId }: Member) => client.get(`/api/workspaces/${workspaceId}`);

  it('are made by anybody signed in, who owns them', async () => {
    const { status, body } = await create(owner, '  Night shift  ');
    expect([status, body]).toEqual([
      201,
      {
        ...{
          id: expect.any(String),
          name: 'Night shift',
          slug: 'night-shift',
          personal: false,
          role: 'owner',
        },
        ...{ memberCount: 1, agentCount: 0, deletionRequestedAt: null },
        ...{ timeZone: 'UTC', unknownPrice: 'allow' },
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    const made = { ...owner, workspaceId: body['id'] as string };
    expect(await team.roles(made)).toEqual({ [owner.userId]: 'owner' });
    expect(await team.audit(made, 'workspace.create')).toMatchObject([
      { actorId: owner.userId, resourceId: made.workspaceId, after: { name: 'Night shift' } },
    ]);
    const { body: list } = await owner.client.get('/api/workspaces');
    expect(list).toMatchObject({ items: [{ id: owner.workspaceId }, { id: made.workspaceId }] });
  });

  it('of one name get slugs of their own, also when they are made at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(owner, '夜勤 Team')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const slugs = answers.map(({ body }) => body['slug'] as string);
    expect(new Set(slugs).size).toBe(5);
    expect(slugs.filter((slug) => slug === 'team')).toHaveLength(1);
  });

  it('whose name holds no letter of an address are called workspace there', async () => {
    const { body } = await create(owner, '夜勤');
    expect(body['slug']).toMatch(/^workspace(-[0-9a-f]{8})?$/);
  });

  it('are made once by a call that is repeated under its key', async () => {
    const make = () =>
      owner.client.call('POST', '/api/workspaces', { name: 'Once' }, { 'idempotency-key': 'k' });
    const [first, second] = [await make(), await make()];
    expect(second.body).toEqual(first.body);
    // Its process died behind the commit.
    await api.dataSource.query('UPDATE idempotency_keys SET status = NULL, answer = NULL');
    expect(codeOf(await make())).toEqual([409, 'conflict']);
    expect(await api.dataSource.manager.countBy(Workspace, { name: 'Once' })).toBe(1);
  });

  it('get another name from an admin, and keep their slug', async () => {
    const admin = await team.join(owner, 'admin');
    const before = (await get(owner)).body;
    expect(await rename(admin, 'Day shift')).toMatchObject({
      status: 200,
      body: { name: 'Day shift', slug: before['slug'], role: 'admin', memberCount: 2 },
    });
    await rename(admin, 'Day shift');
    expect(await team.audit(owner, 'workspace.rename')).toMatchObject([
      { actorId: admin.userId, before: { name: before['name'] }, after: { name: 'Day shift' } },
    ]);
    expect(codeOf(await rename(await team.join(owner, 'editor'), 'Mine'))).toEqual([403, 'forbidden']);
  });

  it('get another calendar and policy from an admin, and a time zone that there is', async () => {
    const path = `/api/workspaces/${owner.workspaceId}`;
    const admin = await team.join(owner, 'admin');
    const body = { timeZone: 'Europe/Berlin', unknownPrice: 'refuse' };
    expect(await admin.client.patch(path, body)).toMatchObject({ status: 200, body });
    expect(await admin.client.patch(path, body)).toMatchObject({ status: 200, body });
    expect(await team.audit(owner, 'workspace.change')).toMatchObject([
      { before: { timeZone: 'UTC', unknownPrice: 'allow' }, after: body },
    ]);
    expect(await team.audit(owner, 'workspace.rename')).toEqual([]);
    for (const timeZone of ['Mars/Olympus', "UTC'; --", '', null, 'posix/Europe/Berlin']) {
      expect(codeOf(await admin.client.patch(path, { timeZone }))).toEqual([422, 'validation_failed']);
    }
    expect(codeOf(await admin.client.patch(path, { unknownPrice: 'maybe' }))).toEqual([
      422,
      'validation_failed',
    ]);
    const editor = await team.join(owner, 'editor');
    expect(codeOf(await editor.client.patch(path, { timeZone: 'UTC' }))).toEqual([403, 'forbidden']);
    expect((await get(owner)).body).toMatchObject(body);
  });

  it.each([
    ['empty', '   '],
    ['too long', 'x'.repeat(81)],
    ['with control characters', 'a\u0007b'],
    ['no text', 7],
  ])('do not take a name that is %s', async (_, name) => {
    expect(codeOf(await create(owner, name as string))).toEqual([422, 'validation_failed']);
    expect(codeOf(await rename(owner, name as string))).toEqual([422, 'validation_failed']);
  });

  it('count the agents they hold: those deleted only while their data is kept', async () => {
    await agents.settled(owner, 'Runs');
    await agents.deletedWithData(owner, 'Kept');
    const gone = await agents.settled(owner, 'Gone');
    await agents.settle(gone.agentId, { status: 'deleted', desiredState: 'deleted' });
    expect((await get(owner)).body).toMatchObject({ agentCount: 2, memberCount: 1 });
  });

  it('are not there for who is no member', async () => {
    const stranger = { ...(await api.member('Eve', 'admin')), workspaceId: owner.workspaceId };
    expect(codeOf(await get(stranger))).toEqual([404, 'not_found']);
    expect(codeOf(await rename(stranger, 'Mine'))).toEqual([404, 'not_found']);
    expect(
      codeOf(await stranger.client.delete(`/api/workspaces/${owner.workspaceId}?agents=delete`)),
    ).toEqual([404, 'not_found']);
  });
});
