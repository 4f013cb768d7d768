import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, type ElementRef, computed, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { SessionStore, SessionWatch } from '@nora/data-access';
import { Confirm, type ConfirmData, ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { deviceIcon, methodWord } from './session-words';
import { type AccountSession, SessionsStore } from './sessions.store';

/** Where the account is signed in, and the way to end it there. */
@Component({
  selector: 'nora-sessions',
  imports: [ErrorPanel, MatButton, MatIcon, MatTooltip, RelativeTime, Skeleton],
  providers: [SessionsStore],
  templateUrl: './sessions.html',
  styleUrls: ['../settings-section.scss', './sessions.scss'],
})
export class Sessions {
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly account = inject(SessionStore);
  private readonly watch = inject(SessionWatch);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');

  protected readonly store = inject(SessionsStore);
  protected readonly rows = computed(() =>
    this.store.items().map((session) => ({
      session,
      icon: deviceIcon(session.device),
      method: methodWord(session.method, this.account.offers()),
    })),
  );
  protected readonly others = computed(() => this.store.items().filter(({ current }) => !current).length);

  constructor() {
    // Without it providers are called by their usual names.
    this.account.bootstrap().catch(() => undefined);
  }

  protected async end(session: AccountSession): Promise<void> {
    const sure = await this.ask({
      title: `End the session on ${session.device}?`,
      consequence: 'Whoever uses it is signed out at once, and has to log in again.',
      action: 'End session',
      keep: 'Leave it',
    });
    if (!sure || !(await this.store.end(session))) return;
    this.settle(`The session on ${session.device} has ended.`);
  }

  protected async endOthers(): Promise<void> {
    const sure = await this.ask({
      title: 'Sign out everywhere else?',
      consequence: 'Every session but this one ends at once, on all devices.',
      action: 'Sign out everywhere else',
      keep: 'Leave them',
    });
    if (!sure || !(await this.store.endOthers())) return;
    this.settle('You are signed out everywhere else.');
  }

  protected logOut(): void {
    void this.watch.logOut();
  }

  /** The button that was pressed has gone with its row. */
  private settle(words: string): void {
    void this.announcer.announce(words);
    this.heading()?.nativeElement.focus();
  }

  private async ask(data: ConfirmData): Promise<boolean> {
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: '460px', data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
