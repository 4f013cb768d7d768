import { HttpErrorResponse } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { AuthService, type BootstrapDto, type ClaimDto, type LoginDto } from '@nora/api-client';
import { firstValueFrom } from 'rxjs';

import type { Me } from './models';
import { type UserProblem, toUserProblem } from './problem';

/** Who is signed in. One per application. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly auth = inject(AuthService);
  private readonly account = signal<Me | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private loading: Promise<Me | null> | null = null;

  readonly me = this.account.asReadonly();
  readonly isPlatformAdmin = computed(() => this.account()?.platformRole === 'admin');
  /** Why the account could not be read; being signed out is not a problem. */
  readonly problem = this.fault.asReadonly();

  /** Reads the account once; later calls share the answer. Null when nobody is signed in. */
  load(): Promise<Me | null> {
    this.loading ??= this.read();
    return this.loading;
  }

  /** Asks the server again whether the session still stands. */
  verify(): Promise<Me | null> {
    this.loading = this.read();
    return this.loading;
  }

  bootstrap(): Promise<BootstrapDto> {
    return firstValueFrom(this.auth.getBootstrap());
  }

  async claim(body: ClaimDto): Promise<void> {
    this.account.set(await firstValueFrom(this.auth.claim({ body })));
  }

  async login(body: LoginDto): Promise<void> {
    this.account.set(await firstValueFrom(this.auth.login({ body })));
  }

  /** Ends the session on the server. The caller leaves the application afterwards. */
  async logout(): Promise<void> {
    await firstValueFrom(this.auth.logout());
    this.account.set(null);
    this.loading = null;
  }

  private async read(): Promise<Me | null> {
    this.fault.set(null);
    try {
      const me = await firstValueFrom(this.auth.getMe());
      this.account.set(me);
      return me;
    } catch (error) {
      const signedOut = error instanceof HttpErrorResponse && error.status === 401;
      if (!signedOut) {
        this.fault.set(toUserProblem(error));
        this.loading = null;
        return null;
      }
      this.account.set(null);
      return null;
    }
  }
}
