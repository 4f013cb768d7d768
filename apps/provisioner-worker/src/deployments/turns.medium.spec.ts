import { Deployment } from '@nora/domain';
import { EngineHarness } from '../testing/engine-harness';

describe('turns', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  beforeEach(() => engine.database.dataSource.query(`UPDATE deployments SET status = 'succeeded'`));

  afterAll(() => engine.database.drop());

  const turnOf = async (workspaceId: string): Promise<number> =>
    (await engine.newAgent(undefined, workspaceId)).deployment.turn;
  const newWorkspace = async (): Promise<string> => (await engine.workspace()).id;
  const inOrder = (turns: number[]): number[] => turns.toSorted((a, b) => a - b);
  const from1To = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

  it('are one each, also for requests of a workspace that come at the same moment', async () => {
    const workspaceId = await newWorkspace();
    const turns = await Promise.all(from1To(20).map(() => turnOf(workspaceId)));
    expect(inOrder(turns)).toEqual(from1To(20));
  });

  it('put whoever comes next between those of a burst', async () => {
    const [bursting, visiting] = [await newWorkspace(), await newWorkspace()];
    for (const turn of from1To(5)) expect(await turnOf(bursting)).toBe(turn);
    await engine.database.dataSource.query(`UPDATE deployments SET status = 'succeeded' WHERE turn < 3`);
    expect([await turnOf(visiting), await turnOf(visiting)]).toEqual([3, 4]);
  });

  it('do not go back to that of work which waits for its back-off', async () => {
    const [failing, bursting, visiting] = [await newWorkspace(), await newWorkspace(), await newWorkspace()];
    const { deployment } = await engine.newAgent(undefined, failing);
    const notBefore = new Date(Date.now() + 60_000);
    await engine.database.dataSource.manager.update(Deployment, deployment.id, { notBefore });
    for (const turn of from1To(5)) expect(await turnOf(bursting)).toBe(turn);
    await engine.database.dataSource.query(
      `UPDATE deployments SET status = 'succeeded' WHERE workspace_id = $1 AND turn < 4`,
      [bursting],
    );
    expect(await turnOf(visiting)).toBe(4);
  });
});
