import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, Injector, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import type { InvitableRole } from '@nora/contracts';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';

import { Forbidden } from '../../states/forbidden';
import { focusRow } from '../focus-row';
import { ROLE_WORDS } from '../workspace-words';
import { InvitationLink } from './invitation-link';
import { INVITATION_LOOKS } from './invitation-looks';
import { type CreatedInvitation, type Invitation, InvitationsStore } from './invitations.store';
import { InviteForm } from './invite-form';

/** Who was invited into a workspace, and inviting. */
@Component({
  selector: 'nora-invitations',
  imports: [
    EmptyState,
    ErrorPanel,
    Forbidden,
    InviteForm,
    MatButton,
    MatIcon,
    RelativeTime,
    Skeleton,
    StatusBadge,
  ],
  providers: [InvitationsStore],
  templateUrl: './invitations.html',
  styleUrls: ['../rows.scss', './invitations.scss'],
})
export class Invitations {
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly form = viewChild(InviteForm);

  readonly workspaceId = input.required<string>();

  protected readonly store = inject(InvitationsStore);
  protected readonly looks = INVITATION_LOOKS;
  protected readonly roles = ROLE_WORDS;
  protected readonly allowed = computed(() => this.workspaces.can('members:manage', this.workspaceId()));
  protected readonly invite = (email: string, role: InvitableRole): Promise<CreatedInvitation> =>
    this.store.invite(email, role);

  constructor() {
    const asked = computed(() => (this.allowed() ? this.workspaceId() : null));
    toObservable(asked)
      .pipe(takeUntilDestroyed())
      .subscribe((workspaceId) => {
        if (workspaceId !== null) void this.store.show(workspaceId);
      });
  }

  protected showLink(created: CreatedInvitation): void {
    // A click beside the dialog must not lose what is shown only once.
    this.dialog.open(InvitationLink, { width: '560px', data: created, disableClose: true });
  }

  protected async renew(invitation: Invitation): Promise<void> {
    const created = await this.store.renew(invitation);
    if (created) this.showLink(created);
  }

  protected async withdraw(invitation: Invitation): Promise<void> {
    await this.store.withdraw(invitation);
    if (!this.store.refusal()) {
      focusRow(this.element, invitation.id, this.injector);
      void this.announcer.announce(`The invitation for ${invitation.email} was withdrawn.`);
    }
  }

  protected inviteAgain({ email, role }: Invitation): void {
    this.form()?.prepare(email, role);
  }
}
