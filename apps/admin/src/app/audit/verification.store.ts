import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { AdminService, type AuditKeyDto, type AuditVerificationDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { Subject, firstValueFrom, takeUntil } from 'rxjs';

/** What a look at the whole chain found. */
export type AuditVerification = AuditVerificationDto;
/** The key that signs exports and checkpoints. */
export type AuditKey = AuditKeyDto;

/** Verifies the audit log where it lies, and reads the key that it is signed with. */
@Injectable()
export class VerificationStore {
  private readonly client = inject(AdminService);
  private readonly found = signal<AuditVerification | null>(null);
  private readonly since = signal<number | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly signingKey = signal<AuditKey | null>(null);
  private readonly keyFault = signal<UserProblem | null>(null);
  private readonly stopped = new Subject<void>();

  /** Of the latest verification that came to its end. */
  readonly result = this.found.asReadonly();
  /** When the verification under way began, in milliseconds since the epoch; null while there is none. */
  readonly startedAt = this.since.asReadonly();
  /** Why the log could not be verified. */
  readonly problem = this.fault.asReadonly();
  readonly key = this.signingKey.asReadonly();
  /** Why the key could not be read. */
  readonly keyProblem = this.keyFault.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Walks the whole chain. False when it was stopped, or did not succeed. */
  async verify(): Promise<boolean> {
    if (this.since() !== null) return false;
    this.since.set(Date.now());
    this.found.set(null);
    this.fault.set(null);
    try {
      const result = await firstValueFrom(this.client.verifyAudit().pipe(takeUntil(this.stopped)), {
        defaultValue: null,
      });
      this.found.set(result);
      return result !== null;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.since.set(null);
    }
  }

  /** Calls the verification under way off; the server stops as well. */
  stop(): void {
    this.stopped.next();
  }

  async loadKey(): Promise<void> {
    this.keyFault.set(null);
    try {
      this.signingKey.set(await firstValueFrom(this.client.getAuditKey()));
    } catch (error) {
      this.keyFault.set(toUserProblem(error));
    }
  }
}
