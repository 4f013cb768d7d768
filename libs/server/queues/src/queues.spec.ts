import { QUEUES, QUEUE_NAMES, backoffMs, isQueueName, rowIdOf } from './queues';

describe('backoffMs', () => {
  it('doubles from the first back-off with every fault', () => {
    const waits = [1, 2, 3, 4].map((faults) => backoffMs(QUEUES.deployments, faults));
    expect(waits).toEqual([3_000, 6_000, 12_000, 24_000]);
  });

  it('waits five minutes at most', () => {
    expect(backoffMs(QUEUES.deployments, 40)).toBe(300_000);
  });
});

describe('QUEUES', () => {
  it('finds the row again that a payload was made for', () => {
    expect(QUEUE_NAMES).toEqual(['deployments', 'clawhub-jobs', 'backups', 'alert-deliveries']);
    for (const name of QUEUE_NAMES) expect(rowIdOf(QUEUES[name].payload('row-1'))).toBe('row-1');
  });

  it('tells a queue from the members every object has', () => {
    expect(isQueueName('backups')).toBe(true);
    expect(isQueueName('constructor')).toBe(false);
  });
});
