import type { HealthReport } from '../app/health/health.store';
import type { UserDetail } from '../app/users/user.store';

/** An account that is signed in nowhere, for tests; the given facts replace the usual ones. */
export function sampleUser(part: Partial<UserDetail> = {}): UserDetail {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    email: 'bob@example.test',
    emailVerified: true,
    name: 'Bob',
    platformRole: 'user',
    disabledAt: null,
    createdAt: '2026-03-01T10:00:00.000Z',
    lastSeenAt: null,
    secondFactor: false,
    workspaceCount: 0,
    sessionCount: 0,
    workspaces: [],
    sessions: [],
    ...part,
  };
}

/** Two looks, of which one found a fault, for tests. */
export function sampleReport(): HealthReport {
  const found = { docs: 'docs/operations.md', page: null, tookMs: 4 };
  return {
    ...{ state: 'failed', checkedAt: '2026-03-01T10:00:00.000Z', version: '1.2.3' },
    commit: '0123456789abcdef0123456789abcdef01234567',
    docsUrl: null,
    checks: [
      {
        ...{ ...found, id: 'backup-worker', group: 'processes', title: 'Backup worker', state: 'failed' },
        ...{ seen: 'None has been seen.', remedy: 'Start it.', runbook: 'docs/runbooks.md#backup-worker' },
      },
      {
        ...{ ...found, id: 'postgresql', group: 'stores', title: 'PostgreSQL', state: 'ok' },
        ...{ runbook: 'docs/runbooks.md#postgresql', seen: 'It answers.', remedy: null },
        ...{ page: '/queues?queue=deployments&state=failed' },
      },
    ],
  };
}
