import { Injectable, inject, signal } from '@angular/core';
import { AdminService, type ReleasesDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What runs, what there is, and how to get there. */
export type Releases = ReleasesDto;

/** The release that runs, and those that are newer. */
@Injectable()
export class ReleasesStore {
  private readonly client = inject(AdminService);
  private readonly known = signal<Releases | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly asking = signal(false);

  readonly releases = this.known.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly working = this.asking.asReadonly();

  /** Reads what is known. */
  load(): Promise<void> {
    return this.take(() => firstValueFrom(this.client.getReleases()));
  }

  /** Has the server look at the feed. */
  check(): Promise<void> {
    return this.take(() => firstValueFrom(this.client.checkReleases()));
  }

  private async take(ask: () => Promise<Releases>): Promise<void> {
    if (this.asking()) return;
    this.asking.set(true);
    this.fault.set(null);
    try {
      this.known.set(await ask());
    } catch (error) {
      this.fault.set(toUserProblem(error));
    } finally {
      this.asking.set(false);
    }
  }
}
