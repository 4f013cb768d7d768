import type { WorkspaceRole } from '@nora/contracts';

/** What workspaces and API keys can be called: the bounds of the API. */
export const NAME_MAX = 80;

export const ROLE_WORDS: Readonly<Record<WorkspaceRole, string>> = {
  viewer: 'Viewer',
  editor: 'Editor',
  admin: 'Admin',
  owner: 'Owner',
};

/** What each role adds to the one before. */
export const ROLE_MEANINGS: Readonly<Record<WorkspaceRole, string>> = {
  viewer: 'sees agents, logs and members',
  editor: 'also deploys, operates and talks to agents',
  admin: 'also manages members, invitations and API keys, and reads the audit log',
  owner: 'also hands the workspace over and deletes it',
};

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
