import { Agent, AgentVersion } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

type VersionPage = { items: { number: number; current: boolean }[]; nextCursor: string | null };

describe('versions of an agent', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
  });

  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'First'));
    path = `/api/agents/${agentId}`;
  });

  afterAll(() => api.close());

  /** A change that a worker has carried out. */
  async function change(body: object): Promise<void> {
    const { status } = await owner.client.patch(path, body);
    expect(status).toBe(200);
    await deployed();
  }

  /** The newest version becomes the current one, as a successful deployment makes it. */
  async function deployed(): Promise<void> {
    const { manager } = api.dataSource;
    const newest = await manager.findOneOrFail(AgentVersion, {
      where: { agentId },
      order: { number: 'DESC' },
    });
    const { resources } = newest.snapshot;
    await agents.settle(agentId, { status: 'running', currentVersionId: newest.id, ...resources });
  }

  it('are listed newest first with author, source and what was last done with them', async () => {
    await change({ resources: { ramMb: 4096 }, message: 'More room' });
    await owner.client.post(`${path}/restart`);
    const { body } = await owner.client.get(`${path}/versions`);
    expect(body).toMatchObject({
      items: [
        {
          ...{ number: 2, source: 'edit', message: 'More room', current: true },
          ...{ author: { id: owner.userId, name: 'Ada' } },
          lastDeployment: { kind: 'restart', status: 'queued' },
        },
        {
          ...{ number: 1, source: 'deploy', message: 'First deployment', current: false },
          lastDeployment: { kind: 'deploy', status: 'succeeded' },
        },
      ],
      nextCursor: null,
    });
    expect(body['items']).not.toEqual(expect.arrayContaining([expect.objectContaining({ snapshot: {} })]));
  });

  it('are listed page by page, each once', async () => {
    for (const ramMb of [3000, 4000, 5000, 6000]) await change({ resources: { ramMb } });
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await owner.client.get(`${path}/versions?limit=2${next}`);
      const page = body as VersionPage;
      seen.push(...page.items.map(({ number }) => number));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it('refuse a cursor that is not theirs', async () => {
    const forged = Buffer.from(JSON.stringify(['-number', '1; DROP', agentId])).toString('base64url');
    for (const cursor of ['nonsense', forged]) {
      const { body } = await owner.client.get(`${path}/versions?cursor=${cursor}`);
      expect(body).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ path: 'cursor' }] });
    }
  });

  it('are shown with everything they hold', async () => {
    const { body } = await owner.client.get(`${path}/versions/1`);
    expect(body).toMatchObject({
      ...{ number: 1, current: true },
      snapshot: {
        name: 'First',
        selection: {
          ...{
            runtimeFamily: 'openclaw',
            deployTarget: 'docker',
            sandboxProfile: 'standard',
          },
        },
        resources: { vcpu: 1, ramMb: 2048, diskGb: 5 },
      },
    });
  });

  it('are compared both ways', async () => {
    await change({ resources: { ramMb: 4096, vcpu: 2 } });
    await change({ name: 'Second' });
    const diff = async (a: number, b: number) =>
      (await owner.client.get(`${path}/versions/${a}/diff/${b}`)).body;
    expect(await diff(1, 3)).toEqual({
      ...{ from: 1, to: 3 },
      changes: [
        { path: 'name', from: 'First', to: 'Second', kind: 'changed' },
        { path: 'resources.ramMb', from: 2048, to: 4096, kind: 'changed' },
        { path: 'resources.vcpu', from: 1, to: 2, kind: 'changed' },
      ],
    });
    expect(await diff(3, 2)).toMatchObject({ changes: [{ path: 'name', from: 'Second', to: 'First' }] });
    expect(await diff(2, 2)).toEqual({ from: 2, to: 2, changes: [] });
  });

  it.each(['2', '0', '-1', '1.5', 'one', '99999999999999999999', '1/diff/2', '2/diff/1', 'x/diff/1'])(
    'are not found where there is none: %s',
    async (number) => {
      const { body } = await owner.client.get(`${path}/versions/${number}`);
      expect(body).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  it('are gone back to as a new version, with the name it has now', async () => {
    await change({ resources: { ramMb: 4096 } });
    await change({ name: 'Second' });
    const { status, body } = await owner.client.post(`${path}/rollback`, { version: 1 });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      deployment: { kind: 'rollback', version: 4, options: { rollbackTo: 1, keepData: false, source: null } },
    });
    expect((await owner.client.get(`${path}/versions/4`)).body).toMatchObject({
      ...{ source: 'rollback', message: 'Back to version 1', current: false },
      snapshot: { name: 'Second', resources: { ramMb: 2048 } },
    });
  });

  it('are not gone back to when there is none, or it is the current one', async () => {
    const rollback = async (version: unknown) =>
      (await owner.client.post(`${path}/rollback`, { version })).body['code'];
    expect(await rollback(1)).toBe('conflict');
    expect(await rollback(7)).toBe('not_found');
    expect(await rollback(0)).toBe('validation_failed');
    expect(await rollback('1')).toBe('validation_failed');
    expect(await rollback(2_147_483_648)).toBe('validation_failed');
    expect(await api.dataSource.manager.countBy(AgentVersion, { agentId })).toBe(1);
  });

  it('of another agent are out of reach', async () => {
    const other = await agents.settled(owner, 'Other');
    await change({ name: 'Second' });
    expect((await owner.client.get(`/api/agents/${other.agentId}/versions/2`)).status).toBe(404);
    const rollback = await owner.client.post(`/api/agents/${other.agentId}/rollback`, { version: 2 });
    expect(rollback.body).toMatchObject({ code: 'not_found' });
    const { generation } = await api.dataSource.manager.findOneByOrFail(Agent, { id: other.agentId });
    expect(generation).toBe(1);
  });
});
