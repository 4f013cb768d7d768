import type { LiveEvent } from '@nora/data-access';

import { sampleAgent, sampleDeployment, sampleStep } from '../../../testing/samples';
import { reduceAgent, reduceDeployment } from './live-reduction';

const about = { id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' };
const statusChanged = (part: object = {}): LiveEvent => ({
  ...about,
  type: 'agent.status-changed',
  name: 'Night watch',
  status: 'failed',
  statusReason: 'The gateway did not answer.',
  desiredState: 'running',
  ...part,
});
const deploymentChanged = (part: object = {}): LiveEvent => ({
  ...about,
  type: 'deployment.status-changed',
  deploymentId: 'deployment-1',
  kind: 'deploy',
  status: 'succeeded',
  errorCode: null,
  ...part,
});

describe('reduceAgent', () => {
  it('takes over status, reason and moment', () => {
    const agent = reduceAgent(sampleAgent(), statusChanged());
    expect(agent).toMatchObject({
      status: 'failed',
      statusReason: 'The gateway did not answer.',
      updatedAt: '2026-03-01T12:00:00.000Z',
    });
  });

  it('returns the same object for an event of another agent', () => {
    const agent = sampleAgent();
    expect(reduceAgent(agent, statusChanged({ agentId: 'agent-2' }))).toBe(agent);
  });

  it('calls an agent deleted whatever status the event carries', () => {
    expect(reduceAgent(sampleAgent(), statusChanged({ type: 'agent.deleted' })).status).toBe('deleted');
  });

  it('knows which deployment is in flight, and forgets it when that one is over', () => {
    const started = reduceAgent(
      sampleAgent(),
      deploymentChanged({ type: 'deployment.created', status: 'queued' }),
    );
    expect(started.activeDeploymentId).toBe('deployment-1');
    expect(reduceAgent(started, deploymentChanged({ status: 'running' })).activeDeploymentId).toBe(
      'deployment-1',
    );
    expect(reduceAgent(started, deploymentChanged({ deploymentId: 'older' })).activeDeploymentId).toBe(
      'deployment-1',
    );
    expect(reduceAgent(started, deploymentChanged()).activeDeploymentId).toBeNull();
  });
});

describe('reduceDeployment', () => {
  const stepChanged = (step: object): LiveEvent => ({
    ...about,
    type: 'deployment.step-changed',
    deploymentId: 'deployment-1',
    step: {
      position: 1,
      name: 'create',
      state: 'running',
      startedAt: about.at,
      finishedAt: null,
      message: null,
      ...step,
    },
  });

  it('changes the step of that position and keeps its usual time', () => {
    const steps = [sampleStep(), sampleStep({ position: 1, name: 'create', usualMs: 900 })];
    const { steps: after } = reduceDeployment(sampleDeployment({ steps }), stepChanged({}));
    expect(after[0]).toBe(steps[0]);
    expect(after[1]).toMatchObject({ state: 'running', usualMs: 900, startedAt: about.at });
  });

  it('adds a step that was not known, in its place', () => {
    const steps = [sampleStep(), sampleStep({ position: 2, name: 'start' })];
    const after = reduceDeployment(sampleDeployment({ steps }), stepChanged({}));
    expect(after.steps.map(({ name }) => name)).toEqual(['image', 'create', 'start']);
  });

  it('ends with the moment of the event that ends it', () => {
    const queued = sampleDeployment({ status: 'queued', startedAt: null });
    const running = reduceDeployment(queued, deploymentChanged({ status: 'running' }));
    expect(running).toMatchObject({ status: 'running', startedAt: about.at, finishedAt: null });
    expect(reduceDeployment(running, deploymentChanged())).toMatchObject({ finishedAt: about.at });
  });

  it('loses its end again when a worker gave it back to the queue', () => {
    const lost = reduceDeployment(sampleDeployment(), deploymentChanged({ status: 'queued' }));
    expect(lost).toMatchObject({ status: 'queued', finishedAt: null });
  });

  it('returns the same object for another deployment and for events of the agent', () => {
    const deployment = sampleDeployment();
    expect(reduceDeployment(deployment, deploymentChanged({ deploymentId: 'other' }))).toBe(deployment);
    expect(reduceDeployment(deployment, statusChanged())).toBe(deployment);
  });
});
