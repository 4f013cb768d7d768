import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService, type TenantDto } from '@nora/api-client';
import { KeysetList, LiveEvents } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** A workspace, as administrators of the installation see it. */
export type Tenant = TenantDto;

const PAGE = 50;

/** All workspaces of the installation, newest first, as many pages of them as were asked for. */
@Injectable()
export class TenantsStore {
  private readonly client = inject(AdminService);
  private readonly pages = new KeysetList<string, Tenant>(
    (q, cursor) => firstValueFrom(this.client.listTenants({ q: q || undefined, limit: PAGE, cursor })),
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
  }

  /** Narrows the list to names, slugs and owners that hold the text; empty for all. */
  narrow(q: string): Promise<void> {
    return this.pages.narrow(q);
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
