import { Agent, AgentCredential, Deployment } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

describe('the life of an agent', () => {
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

  const path = (agentId: string) => `/api/agents/${agentId}`;
  const listPath = (query = '') => `/api/workspaces/${owner.workspaceId}/agents${query}`;
  const names = async (query = '') =>
    ((await owner.client.get(listPath(query))).body as { items: { name: string }[] }).items.map(
      ({ name }) => name,
    );

  it('goes on anew, with a fresh storage only when that is asked for', async () => {
    const { agentId } = await agents.settled(owner, 'Anew');
    const redeploy = async (body?: object) => {
      const answer = await owner.client.post(`${path(agentId)}/redeploy`, body);
      await agents.settle(agentId, { status: 'running' });
      return answer;
    };
    expect((await redeploy()).body).toMatchObject({
      deployment: { kind: 'redeploy', options: { freshStorage: false } },
    });
    expect((await redeploy({})).status).toBe(202);
    expect((await redeploy({ freshStorage: true })).body).toMatchObject({
      deployment: { options: { freshStorage: true } },
    });
    expect((await redeploy({ freshStorage: 'yes' })).body).toMatchObject({ code: 'validation_failed' });
    expect((await redeploy({ freshStorage: null })).body).toMatchObject({ code: 'validation_failed' });
  });

  it('ends by force although something is in flight, which is superseded', async () => {
    const { agentId, deploymentId } = await agents.create(owner, 'Stuck');
    expect((await owner.client.delete(path(agentId))).body).toMatchObject({ code: 'operation_in_progress' });
    const { status, body } = await owner.client.delete(`${path(agentId)}?force=true`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ deployment: { kind: 'force-delete', cancellable: false } });
    expect((await owner.client.get(`/api/deployments/${deploymentId}`)).body).toMatchObject({
      ...{ status: 'cancelled', retryable: false, error: { code: 'superseded' } },
    });
    expect((await owner.client.get(path(agentId))).body).toMatchObject({
      ...{ status: 'deleting', desiredState: 'deleted', allowedOperations: [] },
    });
  });

  it('ends with data to keep, or by force, but not both', async () => {
    const { agentId } = await agents.settled(owner, 'Choice');
    const remove = (query: string) => owner.client.delete(`${path(agentId)}?${query}`);
    expect((await remove('force=true&keepData=true')).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path: 'force' }] },
    });
    expect((await remove('keepData=maybe')).body).toMatchObject({ code: 'validation_failed' });
    expect((await remove('keepdata=true')).body).toMatchObject({ code: 'validation_failed' });
    expect((await remove('keepData=true&force=false')).body).toMatchObject({
      deployment: { kind: 'delete', options: { keepData: true } },
    });
  });

  describe('after a deletion that kept its data', () => {
    it('can still be seen, but is not in the way', async () => {
      const { agentId } = await agents.deletedWithData(owner, 'Kept');
      await agents.settled(owner, 'Alive');
      expect((await owner.client.get(path(agentId))).body).toMatchObject({
        ...{ status: 'deleted', dataKept: true, allowedOperations: ['restore', 'delete'] },
      });
      expect(await names()).toEqual(['Alive']);
      expect(await names('?status=deleted')).toEqual(['Kept']);
      expect((await names('?status=deleted&status=running')).sort()).toEqual(['Alive', 'Kept']);
      expect((await owner.client.get(`${path(agentId)}/deployments`)).status).toBe(200);
      expect((await owner.client.get(`${path(agentId)}/versions`)).status).toBe(200);
      const start = await owner.client.post(`${path(agentId)}/start`);
      expect(start.body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
      await agents.create(owner, 'Kept');
    });

    it('is restored around its data, with new credentials and as a new version', async () => {
      const { agentId } = await agents.deletedWithData(owner, 'Back');
      const { status, body } = await owner.client.post(`${path(agentId)}/restore`);
      expect(status).toBe(202);
      expect(body).toMatchObject({
        agent: { id: agentId, name: 'Back', slug: 'back', status: 'queued', desiredState: 'running' },
        deployment: { kind: 'restore', version: 2 },
      });
      expect(await api.dataSource.manager.countBy(AgentCredential, { agentId })).toBe(1);
      expect(await names()).toEqual(['Back']);
    });

    it('is restored under another name when its own was taken', async () => {
      const { agentId } = await agents.deletedWithData(owner, 'Popular');
      await agents.create(owner, 'popular');
      const restore = (body?: object) => owner.client.post(`${path(agentId)}/restore`, body);
      expect((await restore()).body).toMatchObject({
        ...{ status: 409, code: 'name_taken', errors: [{ path: 'name' }] },
      });
      expect(await api.dataSource.manager.countBy(AgentCredential, { agentId })).toBe(0);
      expect((await restore({ name: '' })).body).toMatchObject({ code: 'validation_failed' });
      expect((await restore({ name: 'Less popular' })).body).toMatchObject({
        agent: { name: 'Less popular', slug: 'less-popular' },
      });
    });

    it('can be restored again when a restoration was called off', async () => {
      const { agentId } = await agents.deletedWithData(owner, 'Undecided');
      const restore = () => owner.client.post(`${path(agentId)}/restore`);
      const { deployment } = (await restore()).body as { deployment: { id: string } };
      await owner.client.post(`/api/deployments/${deployment.id}/cancel`);
      expect((await owner.client.get(path(agentId))).body).toMatchObject({
        status: 'deleted',
        dataKept: true,
      });
      expect((await restore()).status).toBe(202);
    });

    it('is deleted for good when that is asked again, also when its name belongs to another', async () => {
      const { agentId } = await agents.deletedWithData(owner, 'Twice');
      await agents.create(owner, 'Twice');
      const remove = (query = '') => owner.client.delete(path(agentId) + query);
      expect((await remove('?keepData=true')).body).toMatchObject({ code: 'operation_not_allowed' });
      expect((await remove('?force=true')).body).toMatchObject({ code: 'operation_not_allowed' });
      expect((await remove()).body).toMatchObject({
        deployment: { kind: 'delete', options: { keepData: false } },
      });
      await agents.settle(agentId, { status: 'deleted', dataKeptAt: null });
      expect((await owner.client.get(path(agentId))).status).toBe(404);
      expect(await names('?status=deleted')).toEqual([]);
    });

    it('and whose data is gone cannot be restored, because nothing is left of it', async () => {
      const { agentId } = await agents.settled(owner, 'Nothing');
      await agents.settle(agentId, { status: 'deleted', desiredState: 'deleted' });
      expect((await owner.client.post(`${path(agentId)}/restore`)).status).toBe(404);
      expect(await names('?status=deleted')).toEqual([]);
    });
  });

  it('is restored only after it was deleted', async () => {
    const { agentId } = await agents.settled(owner, 'Alive');
    expect((await owner.client.post(`${path(agentId)}/restore`)).body).toMatchObject({
      ...{ status: 409, code: 'operation_not_allowed' },
    });
    const { generation } = await api.dataSource.manager.findOneByOrFail(Agent, { id: agentId });
    expect(generation).toBe(1);
    expect(await api.dataSource.manager.countBy(Deployment, { agentId })).toBe(1);
  });
});
