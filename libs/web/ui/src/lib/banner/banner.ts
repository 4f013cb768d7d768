import { Component, DOCUMENT, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { SessionStore, whileVisible } from '@nora/data-access';

import type { IconName } from '../icons/icon-paths';

/** One that is set meanwhile is seen within a minute. */
const LOOK_EVERY_MS = 60_000;
const DISMISSED = 'nora.banner-dismissed';

const LOOKS: Readonly<Record<'info' | 'warning' | 'critical', { icon: IconName; word: string }>> = {
  info: { icon: 'info', word: 'Notice' },
  warning: { icon: 'warning', word: 'Warning' },
  critical: { icon: 'error', word: 'Important' },
};

/** What the administrators of this server tell everybody, until it is put away in this browser. */
@Component({
  selector: 'nora-banner',
  imports: [MatIcon, MatIconButton],
  template: `@if (banner(); as shown) {
    <div class="banner {{ shown.severity }}" role="status">
      <mat-icon aria-hidden="true" [svgIcon]="look().icon" />
      <p>
        <strong>{{ look().word }}:</strong> {{ shown.text }}
      </p>
      <button matIconButton type="button" aria-label="Dismiss the notice" (click)="dismiss(shown.id)">
        <mat-icon svgIcon="close" />
      </button>
    </div>
  }`,
  styleUrl: './banner.scss',
})
export class BannerNotice {
  private readonly session = inject(SessionStore);
  private readonly dismissed = signal(localStorage.getItem(DISMISSED));

  protected readonly banner = computed(() => {
    const banner = this.session.offers()?.banner ?? null;
    return banner?.id === this.dismissed() ? null : banner;
  });
  protected readonly look = computed(() => LOOKS[this.banner()?.severity ?? 'info']);

  constructor() {
    let looked = false;
    whileVisible(inject(DOCUMENT), LOOK_EVERY_MS)
      .pipe(takeUntilDestroyed())
      .subscribe(() => {
        const look = looked ? this.session.lookAgain() : this.session.bootstrap();
        looked = true;
        // What cannot be read now is read the next time; the pages say by themselves that the server is away.
        look.catch(() => undefined);
      });
  }

  protected dismiss(id: string): void {
    localStorage.setItem(DISMISSED, id);
    this.dismissed.set(id);
  }
}
