import type { WorkspacePermission } from '@nora/contracts';
import type { Workspace } from '@nora/data-access';

import { WORKSPACE_TABS } from '../features/workspaces/workspace-tabs';
import type { Command } from './commands';

/** What the commands call and ask. */
export interface WorkspaceTargets {
  go: (path: readonly string[]) => void;
  switchTo: (workspace: Workspace) => void;
  /** Of the workspace that is looked at. */
  can: (permission: WorkspacePermission) => boolean;
}

/** The pages of the workspace that is looked at, and the way to the others. */
export function buildWorkspaceCommands(
  workspaces: readonly Workspace[],
  current: Workspace | null,
  to: WorkspaceTargets,
): Command[] {
  const all: Command = {
    ...{ id: 'workspaces', icon: 'workspaces', label: 'Workspaces', hint: 'Page' },
    run: () => to.go(['/workspaces']),
  };
  const tabs = current === null ? [] : WORKSPACE_TABS.filter(({ permission }) => to.can(permission));
  const pages = tabs.map(({ path, icon, label }) => ({
    ...{ id: `workspace-${path}`, icon, label: `${label} of ${current?.name}`, hint: 'Page' },
    run: () => to.go(['/workspaces', current?.id ?? '', path]),
  }));
  const others = workspaces
    .filter(({ id }) => id !== current?.id)
    .map((workspace) => ({
      ...{ id: `switch-${workspace.id}`, icon: 'workspaces' as const, hint: 'Workspace' },
      label: `Switch to ${workspace.name}`,
      run: () => to.switchTo(workspace),
    }));
  return [all, ...pages, ...others];
}
