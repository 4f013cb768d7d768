import { Agent, Deployment, DeploymentStep } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

describe('deployments', () => {
  let api: TestApi;
  let owner: Member;
  let ids: { agentId: string; deploymentId: string };

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Stepwise'),
    );
    const { agent, deployment } = body as { agent: { id: string }; deployment: { id: string } };
    ids = { agentId: agent.id, deploymentId: deployment.id };
    await addSteps(deployment.id);
  });

  afterAll(() => api.close());

  /** 25 older steps of 9 s, of which 20 would count, were there not 20 younger ones of 2 and 4 s. */
  async function addSteps(deploymentId: string): Promise<void> {
    const start = Date.parse('2026-01-01T00:00:00Z');
    const step = (
      position: number,
      name: 'image' | 'start',
      seconds: number,
      state: 'succeeded' | 'failed',
    ) => ({
      ...{ deploymentId, position, name, state, message: null },
      startedAt: new Date(start + position * 60_000),
      finishedAt: new Date(start + position * 60_000 + seconds * 1_000),
    });
    const older = Array.from({ length: 25 }, (_, at) => step(at, 'image', 9, 'succeeded'));
    const younger = Array.from({ length: 20 }, (_, at) =>
      step(25 + at, 'image', at % 2 === 0 ? 2 : 4, 'succeeded'),
    );
    const failed = step(45, 'start', 100, 'failed');
    await api.dataSource.manager.insert(DeploymentStep, [failed, ...younger, ...older]);
  }

  it('show their steps in order, with how long such a step usually takes', async () => {
    const { body } = await owner.client.get(`/api/deployments/${ids.deploymentId}`);
    const { steps } = body as { steps: { position: number; name: string; usualMs: number | null }[] };
    expect(steps.map(({ position }) => position)).toEqual(Array.from({ length: 46 }, (_, at) => at));
    expect(steps[0]).toEqual({
      ...{ position: 0, name: 'image', state: 'succeeded', message: null, usualMs: 3_000, slowMs: 4_000 },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:09.000Z' },
    });
    expect(steps[45]).toMatchObject({ name: 'start', usualMs: null });
  });

  it('say why they failed and what to do', async () => {
    const { deploymentId } = ids;
    const fault = {
      errorCode: 'runtime_timeout',
      errorDetail: 'Silent.',
      evidence: 'log tail',
      nextAction: 'Retry.',
    };
    await api.dataSource.manager.update(Deployment, { id: deploymentId }, { ...fault, status: 'failed' });
    const { body } = await owner.client.get(`/api/agents/${ids.agentId}/deployments`);
    expect(body).toMatchObject({
      items: [
        {
          id: deploymentId,
          status: 'failed',
          error: { code: 'runtime_timeout', detail: 'Silent.', evidence: 'log tail', nextAction: 'Retry.' },
        },
      ],
      nextCursor: null,
    });
  });

  it('are listed page by page, newest first', async () => {
    await api.dataSource.manager.update(Agent, { id: ids.agentId }, { status: 'failed' });
    expect((await owner.client.post(`/api/agents/${ids.agentId}/redeploy`)).status).toBe(202);
    const path = `/api/agents/${ids.agentId}/deployments?limit=1`;
    type Page = { items: { kind: string }[]; nextCursor: string | null };
    const first = (await owner.client.get(path)).body as Page;
    expect(first.items.map(({ kind }) => kind)).toEqual(['redeploy']);
    const second = (await owner.client.get(`${path}&cursor=${first.nextCursor ?? ''}`)).body as Page;
    expect(second.items.map(({ kind }) => kind)).toEqual(['deploy']);
    expect(second.nextCursor).toBeNull();
  });
});
