import type { AgentEvent } from '@nora/data-access';

import { sampleAgent, sampleDeployment, sampleStep } from '../../../testing/samples';
import { reduceAgent, reduceDeployment } from './live-reduction';

const about = { id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' };
const statusChanged = (part: object = {}): AgentEvent => ({
  ...about,
  type: 'agent.status-changed',
  name: 'Night watch',
  status: 'failed',
  statusReason: 'The gateway did not answer.',
  desiredState: 'running',
  ...part,
});
const deploymentChanged = (part: object = {}): AgentEvent => ({
  ...about,
  type: 'deployment.status-changed',
  deploymentId: 'deployment-1',
  kind: 'deploy',
  status: 'succeeded',
  errorCode: null,
  reason: null,
  cancelRequested: false,
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

  it('offers what the state allows, and while a deployment is in flight only the ways to end it', () => {
    const stopped = reduceAgent(sampleAgent(), statusChanged({ status: 'stopped' }));
    expect(stopped.allowedOperations).toContain('start');
    expect(stopped.allowedOperations).not.toContain('stop');
    const created = deploymentChanged({ type: 'deployment.created', kind: 'start', status: 'queued' });
    const busy = reduceAgent(stopped, created);
    expect(busy.allowedOperations).toEqual(['cancel', 'force-delete']);
    const cancelling = reduceAgent(
      busy,
      deploymentChanged({ kind: 'start', status: 'running', cancelRequested: true }),
    );
    expect(cancelling.allowedOperations).toEqual(['force-delete']);
    const over = reduceAgent(cancelling, deploymentChanged({ kind: 'start', status: 'cancelled' }));
    expect(over.allowedOperations).toContain('start');
  });

  it('keeps the ways to end a deployment when the status changes under it', () => {
    const busy = reduceAgent(
      sampleAgent(),
      deploymentChanged({ type: 'deployment.created', kind: 'redeploy', status: 'queued' }),
    );
    expect(reduceAgent(busy, statusChanged({ status: 'deploying' })).allowedOperations).toEqual([
      'cancel',
      'force-delete',
    ]);
  });

  it('does not offer to cancel a deletion that has begun to remove things', () => {
    const deleting = sampleAgent({
      ...{ status: 'deleting', desiredState: 'deleted', activeDeploymentId: 'deployment-1' },
      allowedOperations: ['cancel', 'force-delete'],
    });
    const step = { position: 1, startedAt: about.at, finishedAt: null, message: null };
    const event = (name: string): AgentEvent =>
      ({
        ...{ ...about, type: 'deployment.step-changed', deploymentId: 'deployment-1' },
        step: { ...step, name, state: 'running' },
      }) as AgentEvent;
    expect(reduceAgent(deleting, event('stop')).allowedOperations).toContain('cancel');
    expect(reduceAgent(deleting, event('cleanup')).allowedOperations).toEqual(['force-delete']);
  });

  it('shows and forgets drift', () => {
    const drift = [{ kind: 'limits-changed' as const, detail: 'Limits are 1 vCPU.', seenAt: about.at }];
    const event = (found: typeof drift): AgentEvent => ({
      ...{ ...about, type: 'agent.drift-changed' as const, drift: found },
      ...{ action: 'flagged' as const, deploymentId: null },
    });
    const drifted = reduceAgent(sampleAgent(), event(drift));
    expect(drifted.drift).toEqual(drift);
    expect(reduceAgent(drifted, event([])).drift).toEqual([]);
  });
});

describe('reduceDeployment', () => {
  const stepChanged = (step: object): AgentEvent => ({
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

  it('is no longer to be cancelled once somebody did, or once it is over', () => {
    const cancelling = reduceDeployment(
      sampleDeployment(),
      deploymentChanged({ status: 'running', cancelRequested: true }),
    );
    expect(cancelling).toMatchObject({ cancelRequested: true, cancellable: false });
    expect(reduceDeployment(sampleDeployment(), deploymentChanged()).cancellable).toBe(false);
  });

  it('is not tried again once something newer was done, and is after something older', () => {
    const failed = sampleDeployment({ status: 'failed', retryable: true, cancellable: false });
    const other = (at: string) =>
      deploymentChanged({ type: 'deployment.created', deploymentId: 'other', status: 'queued', at });
    expect(reduceDeployment(failed, other('2026-03-01T12:00:00.000Z')).retryable).toBe(false);
    expect(reduceDeployment(failed, other('2026-03-01T10:00:00.000Z')).retryable).toBe(true);
  });
});
