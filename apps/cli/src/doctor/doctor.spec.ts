import { fail, ok } from './check';
import { describeFindings } from './doctor';

describe('the findings of the doctor', () => {
  it('name the runbook of whatever wants something done, below its remedy', () => {
    const findings = [
      ok('postgres', 'it answers'),
      fail('redis eviction', 'it evicts', 'set noeviction'),
      fail('queue deployments', '2 failed', 'look'),
    ];
    expect(describeFindings(findings).split('\n')).toEqual([
      'ok    postgres           it answers',
      'FAIL  redis eviction     it evicts',
      '                         → set noeviction',
      '                           more: docs/runbooks.md#redis-eviction',
      'FAIL  queue deployments  2 failed',
      '                         → look',
      '                           more: docs/runbooks.md#queues',
    ]);
  });

  it('have it as data too, also where nothing is to be done', () => {
    expect(ok('docker', 'it answers')).toEqual({
      ...{ name: 'docker', status: 'ok', detail: 'it answers', remedy: null },
      runbook: 'docs/runbooks.md#targets',
    });
  });
});
