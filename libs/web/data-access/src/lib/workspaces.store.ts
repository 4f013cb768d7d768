import { Injectable, computed, inject, signal } from '@angular/core';
import { WorkspacesService } from '@nora/api-client';
import { type WorkspacePermission, roleAllows } from '@nora/contracts';
import { firstValueFrom } from 'rxjs';

import type { Workspace } from './models';

const LAST_WORKSPACE = 'nora.workspace';

/** The workspaces the account belongs to, and the one being looked at. */
@Injectable({ providedIn: 'root' })
export class WorkspacesStore {
  private readonly client = inject(WorkspacesService);
  private readonly list = signal<Workspace[]>([]);
  private readonly selectedId = signal<string | null>(localStorage.getItem(LAST_WORKSPACE));

  readonly items = this.list.asReadonly();
  readonly current = computed<Workspace | null>(() => {
    const items = this.list();
    return (
      items.find(({ id }) => id === this.selectedId()) ??
      items.find(({ personal }) => personal) ??
      items[0] ??
      null
    );
  });

  async load(): Promise<void> {
    const items: Workspace[] = [];
    let cursor: string | undefined;
    do {
      const page = await firstValueFrom(this.client.listWorkspaces({ limit: 200, cursor }));
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    this.list.set(items);
  }

  /** Looks at another workspace, given its id or slug. Unknown ones are ignored. */
  select(idOrSlug: string): void {
    const found = this.list().find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
    if (!found || found.id === this.selectedId()) return;
    this.selectedId.set(found.id);
    localStorage.setItem(LAST_WORKSPACE, found.id);
  }

  /** True when the account may do this in the workspace (the present one unless another is named). */
  can(permission: WorkspacePermission, workspaceId?: string): boolean {
    const workspace = workspaceId ? this.list().find(({ id }) => id === workspaceId) : this.current();
    return workspace ? roleAllows(workspace.role, permission) : false;
  }
}
