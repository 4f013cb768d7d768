import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService, type AdminUserDto } from '@nora/api-client';
import type { PlatformRole } from '@nora/contracts';
import { KeysetList, LiveEvents } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** An account, as administrators see it. */
export type User = AdminUserDto;

/** Which accounts are looked at. */
export interface UserQuestion {
  /** Part of the name or e-mail; empty for all. */
  q: string;
  role: PlatformRole | null;
  state: 'active' | 'disabled' | null;
}

const PAGE = 50;

/** Accounts of the installation, newest first, as many pages of them as were asked for. */
@Injectable()
export class UsersStore {
  private readonly client = inject(AdminService);
  private readonly pages = new KeysetList<UserQuestion, User>(
    ({ q, role, state }, cursor) =>
      firstValueFrom(
        this.client.listUsers({
          ...{ q: q || undefined, role: role ?? undefined, state: state ?? undefined },
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
  }

  /** Narrows the list: what is shown stays until the answer is there. */
  narrow(question: UserQuestion): Promise<void> {
    return this.pages.narrow(question);
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
