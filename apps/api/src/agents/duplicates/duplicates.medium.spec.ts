import { AgentCredential } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

type Duplicated = { agent: { id: string }; deployment: { id: string } };

describe('a duplicate', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterAll(() => api.close());

  const duplicate = (agentId: string, body: object) =>
    owner.client.post(`/api/agents/${agentId}/duplicate`, body);

  it.each(['config', 'files', 'memory'])(
    'with %s has the shape of its source and a life of its own',
    async (scope) => {
      const { agentId } = await agents.settled(owner, 'Source');
      const { status, body } = await duplicate(agentId, { name: 'Copy', scope });
      expect(status).toBe(202);
      expect(body).toMatchObject({
        agent: {
          ...{ name: 'Copy', slug: 'copy', status: 'queued', currentVersion: 1, hasStorage: false },
          ...{ workspaceId: owner.workspaceId, resources: { vcpu: 1, ramMb: 2048, diskGb: 5 } },
        },
        deployment: {
          ...{ kind: 'duplicate', version: 1 },
          options: { source: scope === 'config' ? null : { agentId, scope } },
        },
      });
      const { agent } = body as Duplicated;
      const versions = await owner.client.get(`/api/agents/${agent.id}/versions`);
      expect(versions.body).toMatchObject({
        items: [{ source: 'duplicate', message: 'Duplicated from “Source”' }],
      });
      const { manager } = api.dataSource;
      const [mine, theirs] = await Promise.all(
        [agent.id, agentId].map((id) => manager.findOneByOrFail(AgentCredential, { agentId: id })),
      );
      expect(mine?.modelKeyHash).not.toBe(theirs?.modelKeyHash);
      expect((await owner.client.get(`/api/agents/${agentId}`)).body).toMatchObject({
        ...{ status: 'running', activeDeploymentId: null },
      });
    },
  );

  it('takes the shape the source has now, not the one it began with', async () => {
    const { agentId } = await agents.settled(owner, 'Changed');
    await owner.client.patch(`/api/agents/${agentId}`, { resources: { ramMb: 8192 } });
    const sql = `UPDATE agents SET current_version_id = (SELECT id FROM agent_versions WHERE agent_id = $1 AND number = 2) WHERE id = $1`;
    await api.dataSource.query(sql, [agentId]);
    const { body } = await duplicate(agentId, { name: 'Bigger', scope: 'config' });
    expect(body).toMatchObject({ agent: { resources: { ramMb: 8192 } } });
  });

  it('has a name of its own', async () => {
    const { agentId } = await agents.settled(owner, 'Unique');
    expect((await duplicate(agentId, { name: 'unique', scope: 'config' })).body).toMatchObject({
      ...{ status: 409, code: 'name_taken' },
    });
  });

  it('of an agent that never had storage can only be one of its configuration', async () => {
    const { agentId } = await agents.settled(owner, 'Empty', { status: 'failed', storageCreatedAt: null });
    for (const scope of ['files', 'memory']) {
      const { body } = await duplicate(agentId, { name: 'Copy', scope });
      expect(body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
    }
    expect((await duplicate(agentId, { name: 'Copy', scope: 'config' })).status).toBe(202);
  });

  it('of a deleted agent is refused, also while its data is kept', async () => {
    const { agentId } = await agents.deletedWithData(owner, 'Deleted');
    expect((await duplicate(agentId, { name: 'Copy', scope: 'memory' })).body).toMatchObject({
      ...{ status: 409, code: 'operation_not_allowed' },
    });
    await agents.settle(agentId, { dataKeptAt: null });
    expect((await duplicate(agentId, { name: 'Copy', scope: 'config' })).status).toBe(404);
  });

  it.each([
    [{ scope: 'config' }, 'name'],
    [{ name: 'Copy' }, 'scope'],
    [{ name: 'Copy', scope: 'soul' }, 'scope'],
  ])('is refused when it is asked for with %j', async (body, path) => {
    const { agentId } = await agents.settled(owner, 'Asked');
    expect((await duplicate(agentId, body)).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path }] },
    });
  });
});
