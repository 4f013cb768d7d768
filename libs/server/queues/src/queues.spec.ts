import { QUEUES, backoffMs } from './queues';

describe('backoffMs', () => {
  it('doubles from the first back-off with every attempt', () => {
    const waits = [1, 2, 3, 4].map((attempts) => backoffMs(QUEUES.deployments, attempts));
    expect(waits).toEqual([3_000, 6_000, 12_000, 24_000]);
  });
});
