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
