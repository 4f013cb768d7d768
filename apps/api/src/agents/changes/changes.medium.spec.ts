import { Agent, AgentVersion, AuditEntry, Deployment, EventRecord } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

type Changed = {
  agent: { name: string; slug: string; driftPolicy: string };
  deployment: { id: string; kind: string; version: number } | null;
};

describe('a change of an agent', () => {
  const access = new TestAccess();
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([access]);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    access.disk = 'enforced';
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'First'));
  });

  afterAll(() => api.close());

  const change = (body: unknown) => owner.client.patch(`/api/agents/${agentId}`, body);
  const versions = () => api.dataSource.manager.countBy(AgentVersion, { agentId });

  it('of the name holds at once, as a version and a deployment', async () => {
    const { status, body } = await change({ name: '  Second  ' });
    const { agent, deployment } = body as Changed;
    expect([status, agent.name, agent.slug]).toEqual([200, 'Second', 'second']);
    expect(deployment).toMatchObject({ kind: 'rename', version: 2, status: 'queued' });
    const { body: version } = await owner.client.get(`/api/agents/${agentId}/versions/2`);
    expect(version).toMatchObject({ source: 'edit', current: false, snapshot: { name: 'Second' } });
  });

  it('of the name to one that is taken changes nothing', async () => {
    await agents.create(owner, 'Neighbour');
    const { body } = await change({ name: 'NEIGHBOUR' });
    expect(body).toMatchObject({ status: 409, code: 'name_taken', errors: [{ path: 'name' }] });
    expect((await owner.client.get(`/api/agents/${agentId}`)).body).toMatchObject({
      ...{ name: 'First', activeDeploymentId: null },
    });
    expect(await versions()).toBe(1);
  });

  it('of the resources takes over what is left out, and keeps the message', async () => {
    const { status, body } = await change({ resources: { ramMb: 4096 }, message: 'More room' });
    expect([status, (body as Changed).deployment?.kind]).toEqual([200, 'update']);
    const { body: version } = await owner.client.get(`/api/agents/${agentId}/versions/2`);
    expect(version).toMatchObject({
      ...{ message: 'More room', author: { id: owner.userId, name: 'Ada' } },
      snapshot: { resources: { vcpu: 1, ramMb: 4096, diskGb: 5 } },
    });
  });

  it('can take the limit of the disk away', async () => {
    expect((await change({ resources: { diskGb: null } })).status).toBe(200);
    const { body } = await owner.client.get(`/api/agents/${agentId}/versions/1/diff/2`);
    expect(body).toEqual({
      ...{ from: 1, to: 2 },
      changes: [{ path: 'resources.diskGb', from: 5, to: null, kind: 'changed' }],
    });
  });

  it('to what it has already is a conflict', async () => {
    expect((await change({ name: 'First' })).body).toMatchObject({ status: 409, code: 'conflict' });
    const same = await change({ resources: { vcpu: 1, ramMb: 2048, diskGb: 5 } });
    expect(same.body).toMatchObject({ status: 409, code: 'conflict' });
    expect(await versions()).toBe(1);
  });

  it('of the policy for drift holds at once, without a deployment, and is told and audited once', async () => {
    for (let times = 0; times < 2; times += 1) {
      const { body } = await change({ driftPolicy: 'alert' });
      expect(body).toMatchObject({ agent: { driftPolicy: 'alert' }, deployment: null });
    }
    const { manager } = api.dataSource;
    expect(await manager.countBy(AuditEntry, { resourceId: agentId, action: 'agent.drift-policy' })).toBe(1);
    const told = { workspaceId: owner.workspaceId, type: 'agent.updated' as const };
    expect(await manager.countBy(EventRecord, told)).toBe(1);
    expect(await manager.countBy(Deployment, { agentId })).toBe(1);
  });

  it('is audited with what was and what is now, and nothing else', async () => {
    const audited = async (action: string) => {
      const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, { resourceId: agentId, action });
      return { before: entry.before, after: entry.after };
    };
    await change({ name: 'Second' });
    expect(await audited('agent.rename')).toEqual({
      before: { name: 'First', version: 1 },
      after: { name: 'Second', version: 2 },
    });
    await agents.settle(agentId, { status: 'running' });
    await change({ resources: { vcpu: 2 } });
    expect(await audited('agent.update')).toEqual({
      // Nothing deploys here, so the first version stays the current one.
      before: { version: 1, resources: { vcpu: 1, ramMb: 2048, diskGb: 5 } },
      after: { version: 3, resources: { vcpu: 2, ramMb: 2048, diskGb: 5 } },
    });
    await change({ driftPolicy: 'alert' });
    expect(await audited('agent.drift-policy')).toEqual({
      before: { driftPolicy: 'heal' },
      after: { driftPolicy: 'alert' },
    });
    await agents.settle(agentId, { status: 'running' });
    await owner.client.post(`/api/agents/${agentId}/stop`);
    expect(await audited('agent.stop')).toEqual({
      before: { desiredState: 'running' },
      after: { desiredState: 'stopped' },
    });
  });

  it('of the policy is possible while a deployment is in flight; together with a name it is all or nothing', async () => {
    await owner.client.post(`/api/agents/${agentId}/restart`);
    expect((await change({ driftPolicy: 'ignore' })).status).toBe(200);
    const both = await change({ driftPolicy: 'heal', name: 'Busy' });
    expect(both.body).toMatchObject({ status: 409, code: 'operation_in_progress' });
    const { driftPolicy } = await api.dataSource.manager.findOneByOrFail(Agent, { id: agentId });
    expect(driftPolicy).toBe('ignore');
    await agents.settle(agentId, { status: 'running' });
    const { body } = await change({ driftPolicy: 'heal', name: 'Idle' });
    expect(body).toMatchObject({
      agent: { driftPolicy: 'heal', name: 'Idle' },
      deployment: { kind: 'rename' },
    });
  });

  it.each([
    [{}, 'name'],
    [{ name: 'Two', resources: { vcpu: 2 } }, 'resources'],
    [{ name: 'Two', message: 'why' }, 'message'],
    [{ name: null }, 'name'],
    [{ name: '' }, 'name'],
    [{ resources: null }, 'resources'],
    [{ resources: { vcpu: null } }, 'resources.vcpu'],
    [{ resources: { ramMb: 100 } }, 'resources.ramMb'],
    [{ resources: { gpu: 1 } }, 'resources.gpu'],
    [{ driftPolicy: 'panic' }, 'driftPolicy'],
  ])('is refused when it is %j', async (body, path) => {
    const answer = await change(body);
    expect(answer.body).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ path }] });
    expect(await versions()).toBe(1);
  });

  it('of nothing within the resources is a conflict', async () => {
    expect((await change({ resources: {} })).body).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('asks for no limit that the target does not have, and says why', async () => {
    access.disk = 'unsupported';
    const fresh = await startTestApi([access]);
    try {
      const someone = await fresh.member();
      const listPath = `/api/workspaces/${someone.workspaceId}/agents`;
      const body = {
        ...{ name: 'Limited', runtimeFamily: 'openclaw', deployTarget: 'docker' },
        ...{ sandboxProfile: 'standard', provider: 'demo', resources: { vcpu: 1, ramMb: 2048, diskGb: 5 } },
      };
      const refusal = {
        ...{ status: 422, code: 'unsupported_capability', detail: 'The storage driver has no quotas.' },
        errors: [{ path: 'resources.diskGb', code: 'unsupported_capability' }],
      };
      expect((await someone.client.post(listPath, body)).body).toMatchObject(refusal);
      const created = await someone.client.post(listPath, { ...body, resources: { vcpu: 1, ramMb: 2048 } });
      expect(created.body).toMatchObject({ agent: { resources: { diskGb: null } } });
      const { id } = (created.body as { agent: { id: string } }).agent;
      await new TestAgents(fresh).settle(id, { status: 'running' });
      const patch = (resources: object) => someone.client.patch(`/api/agents/${id}`, { resources });
      expect((await patch({ diskGb: 9 })).body).toMatchObject(refusal);
      expect((await patch({ ramMb: 4096 })).status).toBe(200);
      // A version from a time when the target could.
      await new TestAgents(fresh).settle(id, { status: 'running' });
      const snapshot = `snapshot = jsonb_set(snapshot, '{resources,diskGb}', '7')`;
      await fresh.dataSource.query(
        `UPDATE agent_versions SET ${snapshot} WHERE agent_id = $1 AND number = 1`,
        [id],
      );
      const rollback = await someone.client.post(`/api/agents/${id}/rollback`, { version: 1 });
      expect(rollback.body).toMatchObject(refusal);
      const { manager } = fresh.dataSource;
      const older = await manager.findOneByOrFail(AgentVersion, { agentId: id, number: 1 });
      await manager.update(Agent, { id }, { currentVersionId: older.id });
      const copy = await someone.client.post(`/api/agents/${id}/duplicate`, {
        name: 'Copy',
        scope: 'config',
      });
      expect(copy.body).toMatchObject(refusal);
      const { body: catalog } = await someone.client.get('/api/catalog');
      const targets = catalog['deployTargets'] as { id: string; capabilities: object | null }[];
      expect(targets.find(({ id: target }) => target === 'docker')?.capabilities).toMatchObject({
        ...{ disk: 'unsupported', diskReason: 'The storage driver has no quotas.' },
      });
      expect(targets.find(({ id: target }) => target === 'process')?.capabilities).toBeNull();
    } finally {
      await fresh.close();
    }
  });
});
