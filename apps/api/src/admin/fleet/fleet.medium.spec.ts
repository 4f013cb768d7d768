import { Agent, AuditEntry } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import type { FleetAgentDto } from './fleet.dto';

const PATH = '/api/admin/agents';

describe('the agents of all workspaces', () => {
  let api: TestApi;
  let admin: Member;
  let owner: Member;
  let other: Member;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    const agents = new TestAgents(api);
    admin = await api.member('Root', 'admin');
    owner = await api.member('Olga');
    other = await api.member('Otto');
    const make = async (name: string, of: Member, change: object) => {
      ids[name] = (await agents.settled(of, name)).agentId;
      await api.dataSource.manager.update(Agent, { id: ids[name] }, change);
    };
    await make('Runs', owner, { status: 'running' });
    await make('Rests', other, { status: 'stopped', desiredState: 'stopped' });
    await make('Broke', owner, { status: 'failed', statusReason: 'It fell over.' });
    await make('Drifts', other, { status: 'running', drift: [{ kind: 'image' }] as never });
    await make('Gone', other, { status: 'deleted' });
  });

  afterAll(() => api?.close());

  const list = async (query = '') => {
    const { status, body } = await admin.client.get(`${PATH}${query}`);
    expect(status).toBe(200);
    return body as unknown as { items: FleetAgentDto[]; nextCursor: string | null };
  };
  const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

  it('are listed with what needs attention first, and come in pages of that order', async () => {
    const all = ['Broke', 'Drifts', 'Runs', 'Rests'];
    expect(await names('')).toEqual(all);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
    const { items } = await list(`?q=broke`);
    expect(items).toEqual([
      expect.objectContaining({
        ...{ id: ids['Broke'], statusReason: 'It fell over.', drifts: false, activeDeploymentId: null },
        workspace: { id: owner.workspaceId, name: "Olga's workspace" },
        allowedOperations: ['start', 'stop'],
      }),
    ]);
  });

  it('are narrowed by state, target, workspace and words', async () => {
    expect(await names('?status=failed&status=stopped')).toEqual(['Broke', 'Rests']);
    expect(await names('?status=deleted')).toEqual(['Gone']);
    expect(await names(`?workspaceId=${other.workspaceId}`)).toEqual(['Drifts', 'Rests']);
    expect(await names('?q=otto')).toEqual(['Drifts', 'Rests']);
    expect(await names('?deployTarget=process')).toEqual([]);
    expect(await names('?deployTarget=docker&runtimeFamily=openclaw&q=rest')).toEqual(['Rests']);
    expect((await admin.client.get(`${PATH}?deployTarget=toaster`)).status).toBe(422);
  });

  it('can be stopped by an administrator who is no member, which their workspace can read', async () => {
    const stopped = await admin.client.post(`${PATH}/${ids['Runs']}/stop`);
    expect(stopped.status).toBe(202);
    expect(stopped.body['deployment']).toMatchObject({ kind: 'stop', status: 'queued' });
    const [entry] = await api.dataSource.manager.findBy(AuditEntry, {
      ...{ actorId: admin.userId, workspaceId: owner.workspaceId, resourceId: ids['Runs'] },
    });
    expect(entry).toMatchObject({ action: 'agent.stop', outcome: 'allowed' });
    const [row] = (await list('?q=runs')).items;
    expect(row).toMatchObject({ allowedOperations: [], activeDeploymentId: expect.any(String) });
    const again = await admin.client.post(`${PATH}/${ids['Runs']}/restart`);
    expect(again.body).toMatchObject({ code: 'operation_in_progress' });
    expect((await admin.client.post(`${PATH}/${ids['Gone']}/start`)).status).toBe(404);
  });

  it('are for platform admins only', async () => {
    expect((await owner.client.get(PATH)).status).toBe(403);
    expect((await owner.client.post(`${PATH}/${ids['Rests']}/start`)).status).toBe(403);
  });
});
