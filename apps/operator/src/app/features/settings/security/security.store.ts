import { Injectable, inject, signal } from '@angular/core';
import { AccountService, type SecondFactorDto, type SecondFactorSetupDto } from '@nora/api-client';
import { SessionStore, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { Proof } from '../proof/proof-form';

/** Whether a log-in asks for a code, since when, and how many recovery codes are left. */
export type SecondFactor = SecondFactorDto;
/** What an authenticator app needs; shown once. */
export type SecondFactorSetup = SecondFactorSetupDto;

/** What the account signs in with. Every change throws what the client throws. */
@Injectable()
export class SecurityStore {
  private readonly session = inject(SessionStore);
  private readonly client = inject(AccountService);
  private readonly state = signal<SecondFactor | null>(null);
  private readonly fault = signal<UserProblem | null>(null);

  readonly me = this.session.me;
  /** Null while it is not known. */
  readonly secondFactor = this.state.asReadonly();
  /** Why it is not known. */
  readonly problem = this.fault.asReadonly();

  async load(): Promise<void> {
    this.fault.set(null);
    try {
      this.state.set(await firstValueFrom(this.client.getSecondFactor()));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** @param current absent for an account that has no password yet */
  async changePassword(current: string | undefined, next: string): Promise<void> {
    const body = { newPassword: next, ...(current === undefined ? {} : { currentPassword: current }) };
    await firstValueFrom(this.client.changePassword({ body }));
    await this.session.verify();
  }

  begin({ password }: Proof): Promise<SecondFactorSetup> {
    return firstValueFrom(
      this.client.beginSecondFactor({ body: password === undefined ? {} : { password } }),
    );
  }

  /** Turns it on with the first code of the app. Answers the recovery codes, which are shown once. */
  async confirm(code: string): Promise<readonly string[]> {
    const { recoveryCodes } = await firstValueFrom(this.client.confirmSecondFactor({ body: { code } }));
    await this.reread();
    return recoveryCodes;
  }

  async renewCodes({ code = '' }: Proof): Promise<readonly string[]> {
    const { recoveryCodes } = await firstValueFrom(this.client.renewRecoveryCodes({ body: { code } }));
    await this.reread();
    return recoveryCodes;
  }

  async remove({ password, code = '' }: Proof): Promise<void> {
    const body = { code, ...(password === undefined ? {} : { password }) };
    await firstValueFrom(this.client.removeSecondFactor({ body }));
    await this.reread();
  }

  private async reread(): Promise<void> {
    await Promise.all([this.load(), this.session.verify()]);
  }
}
