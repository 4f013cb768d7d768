import type { WorkspaceRole } from '@nora/contracts';

export const WORKSPACE_ROLE_WORDS: Readonly<Record<WorkspaceRole, string>> = {
  viewer: 'Viewer',
  editor: 'Editor',
  admin: 'Admin',
  owner: 'Owner',
};

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
