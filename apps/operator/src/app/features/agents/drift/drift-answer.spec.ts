import { sampleAgent, sampleDeployment } from '../../../../testing/samples';
import { driftAnswer } from './drift-answer';

describe('driftAnswer', () => {
  it('says that it is put right while a healing is in flight, whatever the policy says now', () => {
    const heal = sampleDeployment({ kind: 'heal' });
    expect(driftAnswer(sampleAgent({ driftPolicy: 'alert' }), heal).text).toBe('Nora is putting it right.');
  });

  it('does not claim to heal while something else is under way', () => {
    const stop = sampleDeployment({ kind: 'stop' });
    expect(driftAnswer(sampleAgent(), stop).text).toContain('looked at again');
  });

  it('says that Nora gave up once the agent failed', () => {
    expect(driftAnswer(sampleAgent({ status: 'failed' }), null).state).toBe('gave-up');
  });

  it('does not promise to heal lost storage', () => {
    const drift = [{ kind: 'storage-missing' as const, detail: 'Gone.', seenAt: '2026-03-01T11:00:00.000Z' }];
    expect(driftAnswer(sampleAgent({ status: 'failed', drift }), null).text).toContain('never makes');
  });

  it.each(['alert', 'ignore'] as const)('leaves it to the operator by policy %s', (driftPolicy) => {
    expect(driftAnswer(sampleAgent({ driftPolicy }), null).state).toBe('flagged');
  });
});
