import { Component, DOCUMENT, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { type Me, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';
import { filter, fromEvent } from 'rxjs';

import { ProfileStore } from './profile.store';

/** The address of the account, whether it is proven, and the link that proves it. */
@Component({
  selector: 'nora-email-card',
  imports: [ErrorPanel, MatButton, MatIcon],
  templateUrl: './email-card.html',
  styleUrl: './email-card.scss',
})
export class EmailCard {
  readonly me = input.required<Me>();

  protected readonly store = inject(ProfileStore);
  protected readonly saving = new Saving();

  constructor() {
    const document = inject(DOCUMENT);
    // The link opens in another tab: whoever comes back sees what became of it.
    fromEvent(document, 'visibilitychange')
      .pipe(
        filter(() => !document.hidden && !this.me().emailVerified),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.store.refresh());
  }

  protected async send(): Promise<void> {
    await this.saving.send(null, () => this.store.sendLink());
    // It says so when the address has been verified meanwhile.
    if (this.saving.problem()?.code === 'conflict') await this.store.refresh();
  }
}
