import { sampleAgent, sampleDeployment } from '../../../../testing/samples';
import { remediesOf } from './remedies';

const failure = (code: string, part: Parameters<typeof sampleDeployment>[0] = {}) =>
  sampleDeployment({
    ...{ status: 'failed', retryable: true, cancellable: false },
    error: { code, detail: 'It failed.', evidence: null, nextAction: null, exitCode: null },
    ...part,
  });
const acts = (...args: Parameters<typeof remediesOf>) => remediesOf(...args).map(({ act }) => act);
const failed = sampleAgent({ status: 'failed' });

describe('remediesOf', () => {
  it('tries a failed deployment again, and can always let go of the agent', () => {
    expect(acts(failure('runtime_timeout'), failed)).toEqual(['retry', 'force-delete']);
  });

  it('offers a redeployment where trying again would do something else', () => {
    expect(acts(failure('runtime_timeout', { kind: 'start' }), failed)).toEqual([
      'retry',
      'redeploy',
      'force-delete',
    ]);
  });

  it('offers empty storage only where storage is missing, and never as the first way', () => {
    const ways = remediesOf(failure('storage_missing'), failed);
    expect(ways.map(({ act, weight }) => [act, weight])).toEqual([
      ['retry', 'first'],
      ['fresh-storage', 'destroys'],
      ['force-delete', 'destroys'],
    ]);
  });

  it('starts an agent again that crashed too often, or gives it more memory', () => {
    expect(acts(failure('crash_loop', { kind: 'heal' }), failed)).toEqual([
      'start',
      'resources',
      'redeploy',
      'force-delete',
    ]);
  });

  it('offers nothing that the agent does not allow now', () => {
    const busy = sampleAgent({ status: 'failed', allowedOperations: ['cancel'] });
    expect(acts(failure('storage_missing', { retryable: false }), busy)).toEqual([]);
  });

  it('lets a cancelled deployment be tried again and does not call for force', () => {
    const cancelled = failure('cancelled', { status: 'cancelled' });
    expect(acts(cancelled, sampleAgent({ status: 'stopped' }))).toEqual(['retry']);
  });

  it('does not offer to force-delete an agent that serves', () => {
    for (const status of ['running', 'warning'] as const) {
      expect(acts(failure('not_ours', { kind: 'stop' }), sampleAgent({ status }))).toEqual([
        'retry',
        'redeploy',
      ]);
    }
  });
});
