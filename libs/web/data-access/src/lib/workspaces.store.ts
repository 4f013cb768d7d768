import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { WorkspacesService } from '@nora/api-client';
import { type WorkspacePermission, roleAllows } from '@nora/contracts';
import { Subject, debounceTime, filter, firstValueFrom, merge } from 'rxjs';

import { type LiveEvent, LiveEvents } from './live-events';
import type { Workspace } from './models';
import { SessionStore } from './session.store';

const LAST_WORKSPACE = 'nora.workspace';
/** Many members or agents may come and go at once; their counts are read once. */
const SETTLE_MS = 500;
const COUNTED: ReadonlySet<LiveEvent['type']> = new Set([
  'agent.created',
  'agent.deleted',
  'membership.changed',
]);

/** A workspace that the account is in no more, though it did not ask for it. */
export interface LeftWorkspace {
  /** As it was last seen. */
  workspace: Workspace;
  /** True when it was the one being looked at. */
  wasCurrent: boolean;
}

/** The workspaces the account belongs to, kept true by the event stream, and the one being looked at. */
@Injectable({ providedIn: 'root' })
export class WorkspacesStore {
  private readonly client = inject(WorkspacesService);
  private readonly session = inject(SessionStore);
  private readonly list = signal<Workspace[]>([]);
  private readonly selectedId = signal<string | null>(localStorage.getItem(LAST_WORKSPACE));
  private readonly leftSubject = new Subject<LeftWorkspace>();
  /** Those that go because the account asked for it. */
  private readonly leaving = new Set<string>();
  private reading: Promise<void> | null = null;
  private outdated = false;

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
  /** Emits when a workspace was deleted, or the account was taken out of it. */
  readonly left = this.leftSubject.asObservable();

  constructor() {
    const live = inject(LiveEvents);
    const changes = live.events.pipe(filter((event) => this.concernsAccount(event)));
    const counts = live.events.pipe(
      filter(({ type }) => COUNTED.has(type)),
      debounceTime(SETTLE_MS),
    );
    merge(changes, counts, live.resync)
      .pipe(takeUntilDestroyed())
      .subscribe(() => {
        // A later event, or the stream that comes back, reads it again.
        this.load().catch(() => undefined);
      });
  }

  /** Reads the list again. What happens while it is being read makes it be read once more. */
  load(): Promise<void> {
    this.outdated = true;
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  /** A workspace of the account, by its id. */
  find(workspaceId: string): Workspace | null {
    return this.list().find(({ id }) => id === workspaceId) ?? null;
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
    const workspace = workspaceId === undefined ? this.current() : this.find(workspaceId);
    return workspace ? roleAllows(workspace.role, permission) : false;
  }

  /** Takes in a workspace as the API has just answered it. */
  put(workspace: Workspace): void {
    this.list.update((items) => {
      const known = items.some(({ id }) => id === workspace.id);
      return known
        ? items.map((item) => (item.id === workspace.id ? workspace : item))
        : [...items, workspace];
    });
    if (this.reading) this.outdated = true;
  }

  /** Does what takes the account out of a workspace. That it is gone afterwards is no news. */
  async leave(workspaceId: string, act: () => Promise<unknown>): Promise<void> {
    this.leaving.add(workspaceId);
    try {
      await act();
      this.list.update((items) => items.filter(({ id }) => id !== workspaceId));
      if (this.reading) this.outdated = true;
    } finally {
      this.leaving.delete(workspaceId);
    }
  }

  private concernsAccount(event: LiveEvent): boolean {
    if (event.type === 'workspace.updated') return true;
    return event.type === 'membership.changed' && event.userId === this.session.me()?.id;
  }

  private async read(): Promise<void> {
    let items: Workspace[] = [];
    while (this.outdated) {
      this.outdated = false;
      items = await this.readAll();
    }
    const before = this.list();
    const current = this.current();
    this.list.set(items);
    for (const workspace of before) {
      if (this.leaving.has(workspace.id) || items.some(({ id }) => id === workspace.id)) continue;
      this.leftSubject.next({ workspace, wasCurrent: workspace.id === current?.id });
    }
  }

  private async readAll(): Promise<Workspace[]> {
    const items: Workspace[] = [];
    let cursor: string | undefined;
    do {
      const page = await firstValueFrom(this.client.listWorkspaces({ limit: 200, cursor }));
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return items;
  }
}
