import { Injectable, inject, signal } from '@angular/core';
import { AccountService, AuthService, type LinkDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { isEnd, ofCheck } from './link-ends';

/** Whose link it is. */
export type LinkOwner = LinkDto;

/** How far a page is that a link led to. */
export type LinkState =
  | { step: 'absent' | 'checking' }
  | { step: 'ready' | 'done'; owner: LinkOwner }
  | { step: 'ended' | 'failed'; problem: UserProblem };

/** One link with a one-time token: whether it is worth something, and what is done with it. */
@Injectable()
export class OneTimeLinkStore {
  private readonly auth = inject(AuthService);
  private readonly account = inject(AccountService);
  private readonly now = signal<LinkState>({ step: 'absent' });

  readonly state = this.now.asReadonly();

  /** Asks whose link it is. */
  async check(kind: 'password-reset' | 'email-verification', token: string): Promise<void> {
    this.now.set({ step: 'checking' });
    try {
      const owner = await firstValueFrom(this.auth.checkLink({ body: { kind, token } }));
      this.now.set({ step: 'ready', owner });
    } catch (error) {
      const problem = ofCheck(toUserProblem(error));
      this.now.set({ step: isEnd(problem) ? 'ended' : 'failed', problem });
    }
  }

  /** @throws what the API refused, unless the link has ended meanwhile, which is shown as such */
  resetPassword(token: string, password: string): Promise<void> {
    return this.use(() => firstValueFrom(this.auth.resetPassword({ body: { token, password } })));
  }

  /** @throws what the API refused, unless the link has ended meanwhile, which is shown as such */
  verifyEmail(token: string): Promise<void> {
    return this.use(() => firstValueFrom(this.auth.verifyEmail({ body: { token } })));
  }

  /** Has a link mailed; the answer is the same whether there is such an account. */
  async requestPasswordReset(email: string): Promise<void> {
    await firstValueFrom(this.auth.requestPasswordReset({ body: { email } }));
  }

  /** Has another link mailed to who is signed in. */
  async requestEmailVerification(): Promise<void> {
    await firstValueFrom(this.account.requestEmailVerification());
  }

  private async use(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.now.update((state) => ('owner' in state ? { step: 'done', owner: state.owner } : state));
    } catch (error) {
      const problem = toUserProblem(error);
      if (!isEnd(problem)) throw error;
      this.now.set({ step: 'ended', problem });
    }
  }
}
