import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestTeam } from '../../testing/test-team';

describe('the workspaces of the installation', () => {
  let api: TestApi;
  let team: TestTeam;
  let agents: TestAgents;
  let admin: Member;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    team = new TestTeam(api);
    agents = new TestAgents(api);
    admin = await api.member('Root', 'admin');
  });

  beforeEach(async () => {
    owner = await api.member('Olga');
  });

  afterAll(() => api.close());

  const list = async (query = '') => {
    const { status, body } = await admin.client.get(`/api/admin/workspaces${query}`);
    expect(status).toBe(200);
    return body as { items: { id: string }[]; nextCursor: string | null };
  };
  const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

  it('are listed newest first with their owners and counts', async () => {
    const second = await team.join(owner, 'owner', 'Second');
    await team.join(owner, 'viewer');
    await agents.settled(owner, 'Runs');
    const { items } = await list(`?q=${owner.email}`);
    const person = ({ userId, email }: Member, name: string) => ({ id: userId, name, email });
    expect(items).toEqual([
      {
        ...{ id: owner.workspaceId, name: "Olga's workspace", slug: expect.any(String), personal: true },
        ...{ memberCount: 3, agentCount: 1, deletionRequestedAt: null, deletedAt: null },
        owners: [person(owner, 'Olga'), person(second, 'Second')],
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it('are found by name and slug, and come in pages', async () => {
    const made: string[] = [];
    for (const name of ['Search me 1', 'search ME 2', 'Search-me 3']) {
      const { body } = await owner.client.post('/api/workspaces', { name });
      made.unshift(body['id'] as string);
    }
    expect(idsOf(await list('?q=search%20me'))).toEqual(made.slice(1));
    const first = await list('?q=search-me&limit=2');
    const second = await list(`?q=search-me&limit=2&cursor=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(made);
    expect(second.nextCursor).toBeNull();
  });

  it('are shown with their members and agents, also when their admin is no member', async () => {
    const member = await team.join(owner, 'viewer', 'Vera');
    const { agentId } = await agents.settled(owner, 'Runs');
    const gone = await agents.settled(owner, 'Gone');
    await agents.settle(gone.agentId, { status: 'deleted', desiredState: 'deleted' });
    const { status, body } = await admin.client.get(`/api/admin/workspaces/${owner.workspaceId}`);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        id: owner.workspaceId,
        members: [
          expect.objectContaining({ userId: owner.userId, role: 'owner' }),
          expect.objectContaining({ userId: member.userId, role: 'viewer', name: 'Vera' }),
        ],
        agents: [
          {
            ...{ id: agentId, name: 'Runs', status: 'running', deployTarget: 'docker' },
            createdAt: expect.stringMatching(/Z$/),
          },
        ],
      }),
    ]);
  });

  it('stay in the list when they are deleted, and are not counted any more', async () => {
    const count = async () => (await admin.client.get('/api/admin/overview')).body['workspaces'] as number;
    const before = await count();
    await owner.client.delete(`/api/workspaces/${owner.workspaceId}`);
    expect(await count()).toBe(before - 1);
    const { body } = await admin.client.get(`/api/admin/workspaces/${owner.workspaceId}`);
    expect(body).toMatchObject({ memberCount: 0, owners: [], members: [], deletedAt: expect.any(String) });
  });

  it('are for platform admins only, and none is found by what is no id', async () => {
    for (const path of ['', `/${owner.workspaceId}`]) {
      const { status, body } = await owner.client.get(`/api/admin/workspaces${path}`);
      expect([status, body['code']]).toEqual([403, 'forbidden']);
    }
    for (const id of ['x', owner.userId]) {
      expect((await admin.client.get(`/api/admin/workspaces/${id}`)).body['code']).toBe('not_found');
    }
  });
});
