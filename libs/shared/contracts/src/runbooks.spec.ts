import { runbookOf } from './runbooks';

describe('runbookOf', () => {
  it.each([
    ['migrations', 'migrations'],
    ['postgres', 'postgresql'],
    ['postgresql', 'postgresql'],
    ['redis eviction', 'redis-eviction'],
    ['queue deployments', 'queues'],
    ['queue-backups', 'queues'],
    ['docker', 'targets'],
    ['target-process', 'targets'],
  ])('leads from %s to the section %s', (check, section) => {
    expect(runbookOf(check)).toBe(`docs/runbooks.md#${section}`);
  });
});
