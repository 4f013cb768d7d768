import type { Permission } from '@nora/contracts';

/**
 * Every operation of the API, and what it asks for. A new route needs a row here: who may call it is a decision that
 * is taken twice, and a test compares the two.
 */
export const ACCESS_MATRIX: Readonly<Record<string, Permission | 'public'>> = {
  getHealth: 'public',
  getReadiness: 'public',
  getBootstrap: 'public',
  claim: 'public',
  login: 'public',
  logout: 'account:manage',
  getMe: 'account:read',
  listSessions: 'account:read',
  revokeSessions: 'account:manage',
  revokeSession: 'account:manage',
  listWorkspaces: 'workspaces:list',
  listApiKeys: 'keys:manage',
  createApiKey: 'keys:manage',
  renameApiKey: 'keys:manage',
  revokeApiKey: 'keys:manage',
  getCatalog: 'catalog:read',
  streamEvents: 'events:read',
  getAdminOverview: 'platform:read',
};
