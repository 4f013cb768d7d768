import type { WorkspacePermission } from '@nora/contracts';
import type { IconName } from '@nora/ui';

/** A page of a workspace, and what one must be allowed to see it. */
export interface WorkspaceTab {
  path: string;
  label: string;
  icon: IconName;
  permission: WorkspacePermission;
}

export const WORKSPACE_TABS: readonly WorkspaceTab[] = [
  { path: 'members', label: 'Members', icon: 'group', permission: 'members:read' },
  { path: 'invitations', label: 'Invitations', icon: 'mail', permission: 'members:manage' },
  { path: 'providers', label: 'Providers', icon: 'smart_toy', permission: 'providers:read' },
  { path: 'usage', label: 'Usage', icon: 'bar_chart', permission: 'usage:read' },
  { path: 'budgets', label: 'Budgets', icon: 'block', permission: 'budgets:read' },
  { path: 'api-keys', label: 'API keys', icon: 'key', permission: 'keys:manage' },
  { path: 'audit', label: 'Audit', icon: 'history', permission: 'audit:read' },
  { path: 'general', label: 'General', icon: 'tune', permission: 'workspaces:read' },
];
