import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, type ElementRef, computed, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { FORBIDDEN_PATH, Saving, SessionStore, SessionWatch } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { counted } from '../../words';
import { UserQuestions } from '../user-questions';
import { PLATFORM_ROLE_WORDS } from '../user-words';
import { type UserDetail, UserStore } from '../user.store';
import { ResetLinkReveal, type ResetLinkData } from './reset-link-reveal';

const WIDTH = '560px';

/** What an account may do and how it signs in, with the acts that change it. */
@Component({
  selector: 'nora-user-access',
  imports: [ErrorPanel, MatButton, MatIcon, RouterLink],
  templateUrl: './user-access.html',
  styleUrl: './user-access.scss',
})
export class UserAccess {
  private readonly store = inject(UserStore);
  private readonly questions = inject(UserQuestions);
  private readonly session = inject(SessionStore);
  private readonly watch = inject(SessionWatch);
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly router = inject(Router);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  readonly user = input.required<UserDetail>();

  protected readonly saving = new Saving();
  protected readonly roles = PLATFORM_ROLE_WORDS;
  protected readonly counted = counted;
  protected readonly own = computed(() => this.user().id === this.session.me()?.id);
  protected readonly isOnlyAdmin = computed(
    () => this.store.isOnlyAdmin() && this.user().platformRole === 'admin',
  );

  protected async changeRole(): Promise<void> {
    const user = this.user();
    const own = this.own();
    if (user.platformRole === 'user') {
      if (!(await this.questions.beforePromotion(user))) return;
      await this.act(`${user.name} is administrator now.`, () =>
        this.store.change(user, { platformRole: 'admin' }),
      );
      return;
    }
    if (!(await this.questions.beforeDemotion(user, own))) return;
    await this.act(`${user.name} is an ordinary user now.`, async () => {
      await this.store.change(user, { platformRole: 'user' });
      if (own) await this.leaveConsole();
    });
  }

  protected async disable(): Promise<void> {
    const user = this.user();
    if (!(await this.questions.beforeDisabling(user))) return;
    await this.act(`${user.name} is disabled.`, () => this.store.change(user, { disabled: true }));
  }

  protected async enable(): Promise<void> {
    const user = this.user();
    await this.act(`${user.name} can sign in again.`, () => this.store.change(user, { disabled: false }));
  }

  protected async endSessions(): Promise<void> {
    const user = this.user();
    const own = this.own();
    if (!(await this.questions.beforeEndingSessions(user, own))) return;
    await this.act('All sessions have ended.', () => this.store.endSessions(user));
    if (own) await this.watch.check();
    else this.heading().nativeElement.focus();
  }

  protected async issueResetLink(): Promise<void> {
    const user = this.user();
    await this.saving.send(null, async () => {
      const link = await this.store.issueResetLink(user);
      const data: ResetLinkData = { name: user.name, email: user.email, link };
      this.dialog.open<ResetLinkReveal, ResetLinkData>(ResetLinkReveal, {
        ...{ width: WIDTH, data },
        // A link that is shown once must not vanish by a click beside it.
        disableClose: true,
      });
    });
  }

  protected async removeSecondFactor(): Promise<void> {
    const user = this.user();
    if (!(await this.questions.beforeRemovingSecondFactor(user))) return;
    if (await this.act('The second factor is removed.', () => this.store.removeSecondFactor(user))) {
      this.heading().nativeElement.focus();
    }
  }

  private async act(done: string, act: () => Promise<void>): Promise<boolean> {
    const accepted = await this.saving.send(null, act);
    if (accepted) void this.announcer.announce(done);
    // It was changed or deleted by somebody else, perhaps.
    else await this.store.refresh();
    return accepted;
  }

  private async leaveConsole(): Promise<void> {
    await this.session.verify();
    await this.router.navigateByUrl(`/${FORBIDDEN_PATH}`);
  }
}
