import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type AuditEntryDto, AuditService } from '@nora/api-client';
import { KeysetList, LiveEvents, rereadWhileUnsettled } from '@nora/data-access';
import { type AuditFilter, auditQueryOf } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

/** Which entries are looked at. */
export interface AuditQuestion {
  workspaceId: string;
  filter: AuditFilter;
}

const PAGE = 50;

/** The audit log of a workspace, newest first. */
@Injectable()
export class AuditStore {
  private readonly client = inject(AuditService);
  private readonly pages = new KeysetList<AuditQuestion, AuditEntryDto>(
    ({ workspaceId, filter }, cursor) => {
      const narrowed = { ...auditQueryOf(filter), outcome: filter.outcome ?? undefined };
      return firstValueFrom(
        this.client.listWorkspaceAudit({ ...narrowed, workspaceId, limit: PAGE, cursor }),
      );
    },
    ({ id }) => id,
  );
  private workspaceId: string | null = null;

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  readonly problem = this.pages.problem;

  constructor() {
    const { resync } = inject(LiveEvents);
    resync.pipe(takeUntilDestroyed()).subscribe(() => void this.pages.refresh());
    // A new entry has its place in the chain about a second after it was written.
    rereadWhileUnsettled(
      this.items,
      ({ sequence }) => sequence !== null,
      () => this.refresh(),
    );
  }

  show(question: AuditQuestion): Promise<void> {
    const same = question.workspaceId === this.workspaceId;
    this.workspaceId = question.workspaceId;
    return same ? this.pages.narrow(question) : this.pages.show(question);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }
}
