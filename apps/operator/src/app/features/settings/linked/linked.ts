import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, type ElementRef, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { OfferedProvider } from '@nora/data-access';
import { Confirm, type ConfirmData, EmptyState, ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { Proofs } from '../proof/proofs';
import { IdentitiesStore, type Identity } from './identities.store';

/** Accounts elsewhere with which one signs in here: to be linked and unlinked. */
@Component({
  selector: 'nora-linked',
  imports: [EmptyState, ErrorPanel, MatButton, MatIcon, RelativeTime, RouterLink, Skeleton],
  providers: [IdentitiesStore],
  templateUrl: './linked.html',
  styleUrls: ['../settings-section.scss', './linked.scss'],
})
export class Linked {
  private readonly dialog = inject(MatDialog);
  private readonly proofs = inject(Proofs);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');

  protected readonly store = inject(IdentitiesStore);

  constructor() {
    void this.store.load();
  }

  protected async link({ id, name }: OfferedProvider): Promise<void> {
    await this.proofs.ask({
      title: `Link ${name}`,
      reason: `You go to ${name}, sign in there, and come back. From then on you can sign in here with it.`,
      asked: { password: this.store.me()?.hasPassword ?? true, code: false },
      action: `Go to ${name}`,
      acting: 'Going…',
      act: (proof) => this.store.link(id, proof),
    });
  }

  protected async unlink(identity: Identity): Promise<void> {
    const data: ConfirmData = {
      title: `Unlink ${identity.name}?`,
      consequence: `${identity.email ?? 'The account there'} does not sign in here any more. It can be linked again.`,
      action: 'Unlink',
      keep: 'Keep it',
    };
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: '460px', data });
    if ((await firstValueFrom(dialog.afterClosed())) !== true) return;
    if (!(await this.store.unlink(identity))) return;
    void this.announcer.announce(`${identity.name} is unlinked.`);
    // The button that was pressed has gone with its row.
    this.heading()?.nativeElement.focus();
  }
}
