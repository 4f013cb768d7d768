import { Injectable, inject, signal } from '@angular/core';
import { AdminService, type HealthCheckDto, type HealthReportDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What one look found. */
export type HealthCheck = HealthCheckDto;
/** Everything that was looked at. */
export type HealthReport = HealthReportDto;

/** What the installation stands on, as it was last looked at. */
@Injectable()
export class HealthStore {
  private readonly client = inject(AdminService);
  private readonly known = signal<HealthReport | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly looking = signal(false);

  readonly report = this.known.asReadonly();
  /** Why the server could not be asked. */
  readonly problem = this.fault.asReadonly();
  readonly working = this.looking.asReadonly();

  async look(): Promise<void> {
    if (this.looking()) return;
    this.looking.set(true);
    this.fault.set(null);
    try {
      this.known.set(await firstValueFrom(this.client.getAdminHealth()));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    } finally {
      this.looking.set(false);
    }
  }
}
