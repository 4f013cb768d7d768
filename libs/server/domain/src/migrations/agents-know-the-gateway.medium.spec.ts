import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { Agent } from '../entities';
import { LedgerHarness } from '../testing/ledger-harness';
import { AgentsKnowTheGateway1795587400000 } from './1795587400000-agents-know-the-gateway';

describe('an upgrade to the release with the model gateway', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('asks for a redeploy of every agent that has a runtime, and of no other', async () => {
    const { manager } = database.dataSource;
    const scene = new LedgerHarness(database.dataSource);
    const workspaceId = await scene.workspace();
    const agentWith = async (facts: Partial<Agent>): Promise<string> => {
      const { agentId } = await scene.agent(workspaceId);
      await manager.update(Agent, { id: agentId }, facts);
      return agentId;
    };
    const deployed = await agentWith({ storageCreatedAt: new Date() });
    const queued = await agentWith({ storageCreatedAt: null });
    const deleted = await agentWith({ storageCreatedAt: new Date(), desiredState: 'deleted' });

    const runner = database.dataSource.createQueryRunner();
    await new AgentsKnowTheGateway1795587400000().up(runner);
    await runner.release();

    const wanted = async (id: string) => (await manager.findOneByOrFail(Agent, { id })).redeployWantedAt;
    expect(await wanted(deployed)).not.toBeNull();
    expect([await wanted(queued), await wanted(deleted)]).toEqual([null, null]);
  });
});
