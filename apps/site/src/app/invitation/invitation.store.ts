import { Injectable, computed, inject, signal } from '@angular/core';
import { type InvitationOfferDto, InvitationsService } from '@nora/api-client';
import { SessionStore, type UserProblem, type Workspace, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { isEnd, ofCheck } from '../links/link-ends';

/** What an invitation offers. */
export type InvitationOffer = InvitationOfferDto;

/** How far the page of an invitation is. */
export type InvitationState =
  | { step: 'absent' | 'checking' }
  | { step: 'offered'; offer: InvitationOffer }
  | { step: 'ended' | 'failed' | 'member'; problem: UserProblem };

/** What the visitor must do to become a member. */
export type NextStep = 'accept' | 'switch' | 'log-in' | 'sign-up';

/** One invitation, as its link shows it. */
@Injectable()
export class InvitationStore {
  private readonly client = inject(InvitationsService);
  private readonly session = inject(SessionStore);
  private readonly now = signal<InvitationState>({ step: 'absent' });

  readonly state = this.now.asReadonly();
  readonly nextStep = computed<NextStep | null>(() => {
    const state = this.now();
    return state.step === 'offered' ? nextStepFor(state.offer, this.session.me()?.email ?? null) : null;
  });

  async check(token: string): Promise<void> {
    this.now.set({ step: 'checking' });
    try {
      const [offer] = await Promise.all([
        firstValueFrom(this.client.checkInvitation({ body: { token } })),
        this.session.load(),
        this.session.bootstrap(),
      ]);
      const unread = this.session.problem();
      this.now.set(unread ? { step: 'failed', problem: unread } : { step: 'offered', offer });
    } catch (error) {
      const problem = ofCheck(toUserProblem(error));
      this.now.set({ step: isEnd(problem) ? 'ended' : 'failed', problem });
    }
  }

  /**
   * The workspace, once the account is a member; null when the invitation has ended, which is shown as such.
   * @throws what the API refused otherwise
   */
  async accept(token: string): Promise<Workspace | null> {
    try {
      return await firstValueFrom(this.client.acceptInvitation({ body: { token } }));
    } catch (error) {
      const problem = toUserProblem(error);
      if (problem.code === 'already_member') this.now.set({ step: 'member', problem });
      else if (isEnd(problem)) this.now.set({ step: 'ended', problem });
      else throw error;
      return null;
    }
  }
}

/** @param email of who is signed in */
export function nextStepFor(offer: InvitationOffer, email: string | null): NextStep {
  if (email !== null) return email.toLowerCase() === offer.email.toLowerCase() ? 'accept' : 'switch';
  return offer.accountExists ? 'log-in' : 'sign-up';
}
