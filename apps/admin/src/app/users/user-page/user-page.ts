import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { SessionStore } from '@nora/data-access';
import { CopyableId, EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';

import { UserAccess } from '../user-access/user-access';
import { UserDeletion } from '../user-deletion/user-deletion';
import { UserSessions } from '../user-sessions/user-sessions';
import { PLATFORM_ROLE_WORDS, stateLook } from '../user-words';
import { UserWorkspaces } from '../user-workspaces/user-workspaces';
import { UserStore } from '../user.store';

/** One account: what it is, what it may do, where it belongs to and where it is signed in. */
@Component({
  selector: 'nora-user-page',
  imports: [
    CopyableId,
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
    UserAccess,
    UserDeletion,
    UserSessions,
    UserWorkspaces,
  ],
  providers: [UserStore],
  templateUrl: './user-page.html',
  styleUrl: '../../detail.scss',
})
export class UserPage {
  private readonly me = inject(SessionStore).me;

  /** Part of the path. */
  readonly userId = input.required<string>();

  protected readonly store = inject(UserStore);
  protected readonly roles = PLATFORM_ROLE_WORDS;
  protected readonly look = stateLook;
  protected readonly own = computed(() => this.userId() === this.me()?.id);
  protected readonly isGone = computed(() => this.store.problem()?.code === 'not_found');

  constructor() {
    toObservable(this.userId)
      .pipe(takeUntilDestroyed())
      .subscribe((userId) => void this.store.show(userId));
  }
}
