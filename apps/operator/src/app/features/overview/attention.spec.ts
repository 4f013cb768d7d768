import { sampleAgent } from '../../../testing/samples';
import { needsOf } from './attention';

describe('what needs attention', () => {
  const may = (operation: string) => ['restart', 'start', 'redeploy'].includes(operation);

  it('is what failed, then what is not right, each with its reason and what most likely helps', () => {
    const agents = [
      sampleAgent({ id: 'fine', status: 'running' }),
      sampleAgent({
        id: 'drifted',
        status: 'running',
        drift: [{ kind: 'limits', detail: 'other' } as never],
      }),
      sampleAgent({ id: 'odd', status: 'warning', statusReason: 'The model does not answer.' }),
      sampleAgent({ id: 'down', status: 'failed', statusReason: 'Out of memory.' }),
      sampleAgent({ id: 'meant', status: 'stopped', desiredState: 'running' }),
      sampleAgent({ id: 'rests', status: 'stopped', desiredState: 'stopped' }),
    ];
    const needs = needsOf(agents, may).map(({ agent, reason, remedy }) => [agent.id, reason, remedy]);
    expect(needs).toEqual([
      ['down', 'Out of memory.', 'redeploy'],
      ['odd', 'The model does not answer.', 'restart'],
      ['meant', 'It is meant to run, and does not.', 'start'],
      ['drifted', 'Its runtime is not as it was made.', 'redeploy'],
    ]);
  });

  it('is an agent whose models were stopped, unless they were stopped for many', () => {
    const pause = { kind: 'loop', reason: 'It asks the same.', since: '2026-01-01T00:00:00Z', until: null };
    const paused = (scope: 'agent' | 'workspace') =>
      needsOf([sampleAgent({ modelPause: { ...pause, scope } as never })], may).map(({ reason }) => reason);
    expect(paused('agent')).toEqual(['Its models are stopped. It asks the same.']);
    expect(paused('workspace')).toEqual([]);
  });

  it('of one kind comes the latest first', () => {
    const failed = (id: string, updatedAt: string) => sampleAgent({ id, updatedAt, status: 'failed' });
    const agents = [failed('old', '2026-01-01T00:00:00.000Z'), failed('new', '2026-01-02T00:00:00.000Z')];
    expect(needsOf(agents, may).map(({ agent }) => agent.id)).toEqual(['new', 'old']);
  });

  it('is nothing that is being worked on', () => {
    expect(needsOf([sampleAgent({ status: 'failed', activeDeploymentId: 'd' })], may)).toEqual([]);
  });

  it('offers only what may be done', () => {
    const [need] = needsOf([sampleAgent({ status: 'failed' })], (operation) => operation === 'start');
    expect(need?.remedy).toBe('start');
    expect(needsOf([sampleAgent({ status: 'failed' })], () => false)[0]?.remedy).toBeNull();
  });
});
