import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService, type AuditEntryDto } from '@nora/api-client';
import { KeysetList, LiveEvents, rereadWhileUnsettled } from '@nora/data-access';
import { type AuditFilter, auditQueryOf } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

const PAGE = 50;

/** The audit log of the installation, newest first. */
@Injectable()
export class AuditStore {
  private readonly client = inject(AdminService);
  private readonly pages = new KeysetList<AuditFilter, AuditEntryDto>(
    (filter, cursor) =>
      firstValueFrom(
        this.client.listAudit({
          ...{ ...auditQueryOf(filter), outcome: filter.outcome ?? undefined },
          ...{ limit: PAGE, cursor },
        }),
      ),
    ({ id }) => id,
  );

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly problem = this.pages.problem;
  /** False until the first answer. */
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;

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

  /** Narrows the list: what is shown stays until the answer is there. */
  narrow(filter: AuditFilter): Promise<void> {
    return this.pages.narrow(filter);
  }

  /** Reads what is shown once more. */
  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  /** Adds the next page. */
  showMore(): Promise<void> {
    return this.pages.showMore();
  }
}
