import { sampleAgent, sampleDeployment, sampleStep } from '../../../../testing/samples';
import { lightsOf } from './lights';

const steps = (
  states: Partial<
    Record<'start' | 'ready' | 'verify', 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped'>
  >,
) =>
  Object.entries(states).map(([name, state], position) =>
    sampleStep({ position, name: name as 'start', state }),
  );
const words = (...args: Parameters<typeof lightsOf>) =>
  lightsOf(...args).map(({ label, word }) => `${label}: ${word}`);

describe('lightsOf', () => {
  it('shows a running agent as far as its deployment proved it', () => {
    const deployment = sampleDeployment({
      status: 'succeeded',
      steps: steps({ start: 'succeeded', ready: 'succeeded', verify: 'skipped' }),
    });
    expect(words(sampleAgent(), [deployment])).toEqual([
      'Runtime: Up',
      'Gateway: Ready',
      'Channel: None set up',
      'Model: Not known',
    ]);
  });

  it('turns everything off for a stopped agent, whatever its last deployment proved', () => {
    const deployment = sampleDeployment({
      status: 'succeeded',
      steps: steps({ start: 'succeeded', ready: 'succeeded', verify: 'succeeded' }),
    });
    const lights = lightsOf(sampleAgent({ status: 'stopped' }), [deployment]);
    expect(lights.filter(({ state }) => state === 'on')).toEqual([]);
  });

  it('waits for what the deployment in flight has not reached', () => {
    const deployment = sampleDeployment({
      steps: steps({ start: 'succeeded', ready: 'running', verify: 'pending' }),
    });
    expect(words(sampleAgent({ status: 'deploying' }), [deployment])).toEqual([
      'Runtime: Up',
      'Gateway: Waiting',
      'Channel: None set up',
      'Model: Waiting',
    ]);
  });

  it('does not call the runtime of a failed agent up', () => {
    const deployment = sampleDeployment({
      status: 'failed',
      steps: steps({ start: 'succeeded', ready: 'failed', verify: 'pending' }),
    });
    expect(words(sampleAgent({ status: 'failed' }), [deployment])).toEqual([
      'Runtime: Not known',
      'Gateway: Not ready',
      'Channel: None set up',
      'Model: No answer',
    ]);
  });

  it('looks past a stop at the deployment that brought the agent up', () => {
    const stop = sampleDeployment({
      kind: 'stop',
      status: 'failed',
      steps: [sampleStep({ name: 'stop', state: 'failed' })],
    });
    const start = sampleDeployment({
      kind: 'start',
      status: 'succeeded',
      steps: steps({ ready: 'succeeded' }),
    });
    expect(words(sampleAgent(), [stop, start])[1]).toBe('Gateway: Ready');
  });

  it('keeps what an earlier deployment proved where a later one did not look', () => {
    const heal = sampleDeployment({
      kind: 'heal',
      status: 'succeeded',
      steps: [sampleStep({ name: 'amend', state: 'succeeded' }), ...steps({ ready: 'succeeded' })],
    });
    const deploy = sampleDeployment({
      status: 'succeeded',
      steps: steps({ start: 'succeeded', ready: 'succeeded', verify: 'succeeded' }),
    });
    expect(words(sampleAgent(), [heal, deploy])[3]).toBe('Model: Answers');
  });

  it('shows an agent as ready whose previous runtime was brought back', () => {
    const update = sampleDeployment({
      kind: 'update',
      status: 'failed',
      steps: [
        ...steps({ start: 'succeeded', ready: 'failed', verify: 'pending' }),
        sampleStep({ position: 9, name: 'recover', state: 'succeeded' }),
      ],
    });
    expect(words(sampleAgent({ status: 'warning' }), [update]).slice(0, 2)).toEqual([
      'Runtime: Up',
      'Gateway: Ready',
    ]);
  });
});
