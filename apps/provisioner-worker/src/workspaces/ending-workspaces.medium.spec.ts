import { User, Workspace, WorkspaceMember, findHeldAgents } from '@nora/domain';
import { ACTOR, EngineHarness } from '../testing/engine-harness';
import { EndingWorkspaces } from './ending-workspaces';

describe('EndingWorkspaces', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  afterAll(() => engine.database.drop());

  const manager = () => engine.database.dataSource.manager;
  const workspace = (id: string) => manager().findOneByOrFail(Workspace, { id });

  async function until(passes: () => Promise<boolean>): Promise<void> {
    while (!(await passes())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it('ends a workspace when the engine has removed its agents, data that was kept among them', async () => {
    const first = await engine.runningAgent();
    const { workspaceId } = first;
    const { agent: second, deployment } = await engine.newAgent(undefined, workspaceId);
    await engine.run(deployment.id);
    await manager().insert(WorkspaceMember, { workspaceId, userId: ACTOR.id ?? '', role: 'owner' });
    await engine.run((await engine.request(first, 'delete', { keepData: true })).id);
    expect(await findHeldAgents(manager(), workspaceId)).toHaveLength(2);

    await manager().update(Workspace, { id: workspaceId }, { deletionRequestedAt: new Date() });
    const worker = new EndingWorkspaces(engine.transactions, engine.logger);
    worker.start();
    for (const agent of [await engine.agent(first.id), await engine.agent(second.id)]) {
      expect(await workspace(workspaceId)).toMatchObject({ deletedAt: null });
      expect(await engine.run((await engine.request(agent, 'delete')).id)).toEqual({ kind: 'succeeded' });
    }
    await worker.beforeApplicationShutdown();
    expect(engine.backend.count('remove-storage', first.id)).toBe(1);

    const successor = new EndingWorkspaces(engine.transactions, engine.logger);
    successor.start();
    await until(async () => (await workspace(workspaceId)).deletedAt !== null);
    await successor.beforeApplicationShutdown();
    expect(await manager().countBy(WorkspaceMember, { workspaceId })).toBe(0);
    expect(await manager().existsBy(User, { id: ACTOR.id ?? '' })).toBe(true);
  });

  it('leaves one alone that nobody is deleting', async () => {
    const { id } = await engine.workspace();
    const worker = new EndingWorkspaces(engine.transactions, engine.logger);
    worker.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await worker.beforeApplicationShutdown();
    expect(await workspace(id)).toMatchObject({ deletedAt: null });
  });
});
