import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService, type TenantDetailDto } from '@nora/api-client';
import { LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** A workspace with who and what is in it. */
export type TenantDetail = TenantDetailDto;

/** One workspace of the installation. */
@Injectable()
export class TenantStore {
  private readonly client = inject(AdminService);
  private readonly shown = signal<TenantDetail | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly reading = signal(false);
  private tenantId: string | null = null;
  /** Of the latest request; the answer to an earlier one is out of date. */
  private ticket = 0;

  /** Null until the first answer. Kept when a later one does not come. */
  readonly tenant = this.shown.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly loading = this.reading.asReadonly();

  constructor() {
    const { resync } = inject(LiveEvents);
    resync.pipe(takeUntilDestroyed()).subscribe(() => void this.refresh());
  }

  show(tenantId: string): Promise<void> {
    this.tenantId = tenantId;
    this.shown.set(null);
    return this.refresh();
  }

  /** Reads the workspace once more. */
  async refresh(): Promise<void> {
    const { tenantId } = this;
    if (tenantId === null) return;
    const ticket = (this.ticket += 1);
    this.reading.set(true);
    try {
      const tenant = await firstValueFrom(this.client.getTenant({ tenantId }));
      if (ticket !== this.ticket) return;
      this.shown.set(tenant);
      this.fault.set(null);
    } catch (error) {
      if (ticket === this.ticket) this.fault.set(toUserProblem(error));
    } finally {
      if (ticket === this.ticket) this.reading.set(false);
    }
  }
}
