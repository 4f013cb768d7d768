import { HttpErrorResponse } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { AccountService, AuthService } from '@nora/api-client';
import { firstValueFrom } from 'rxjs';

import type {
  Bootstrap,
  ClaimDetails,
  Credentials,
  Me,
  NewAccount,
  OauthProvider,
  OauthReturn,
  ProfileChanges,
  SecondFactorAnswer,
} from './models';
import { type UserProblem, toUserProblem } from './problem';

/** Who is signed in. One per application. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly auth = inject(AuthService);
  private readonly profile = inject(AccountService);
  private readonly account = signal<Me | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly start = signal<Bootstrap | null>(null);
  private loading: Promise<Me | null> | null = null;
  private starting: Promise<Bootstrap> | null = null;

  /** What this server offers to visitors; null until it was read. */
  readonly offers = this.start.asReadonly();
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

  /** Reads what this server offers to visitors once; later calls share the answer. */
  bootstrap(): Promise<Bootstrap> {
    this.starting ??= this.readOffers();
    return this.starting;
  }

  /** Asks again what this server offers; what is known stays until the answer is there. */
  lookAgain(): Promise<Bootstrap> {
    this.starting = this.readOffers();
    return this.starting;
  }

  async claim(body: ClaimDetails): Promise<void> {
    this.enter(await firstValueFrom(this.auth.claim({ body })));
  }

  async signUp(body: NewAccount): Promise<void> {
    this.enter(await firstValueFrom(this.auth.signUp({ body })));
  }

  async login(body: Credentials): Promise<void> {
    this.enter(await firstValueFrom(this.auth.login({ body })));
  }

  /** Ends a log-in that was answered with `second_factor_required`. */
  async completeSecondFactor(body: SecondFactorAnswer): Promise<void> {
    this.enter(await firstValueFrom(this.auth.completeSecondFactor({ body })));
  }

  /** Begins a log-in at an identity provider: the page there to which the browser must go. */
  async startOauth(provider: OauthProvider): Promise<string> {
    return (await firstValueFrom(this.auth.startOauth({ provider }))).url;
  }

  /** Ends it with what the provider added to the address it sent the browser back to. */
  async completeOauth(provider: OauthProvider, body: OauthReturn): Promise<void> {
    this.enter(await firstValueFrom(this.auth.completeOauth({ provider, body })));
  }

  /** Changes what the account says of itself. What is left out stays. */
  async update(body: ProfileChanges): Promise<void> {
    this.enter(await firstValueFrom(this.profile.updateProfile({ body })));
  }

  /** Ends the session on the server. The caller leaves the application afterwards. */
  async logout(): Promise<void> {
    await firstValueFrom(this.auth.logout());
    this.account.set(null);
    this.loading = null;
  }

  private enter(me: Me): void {
    this.account.set(me);
    this.loading = Promise.resolve(me);
  }

  private async readOffers(): Promise<Bootstrap> {
    try {
      const offers = await firstValueFrom(this.auth.getBootstrap());
      this.start.set(offers);
      return offers;
    } catch (error) {
      this.starting = null;
      throw error;
    }
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
