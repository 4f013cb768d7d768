import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

const CONFIRMED_MS = 1_500;

/** Text that shows what happened, as it was written: scrolled by itself and copied as a whole. */
@Component({
  selector: 'nora-evidence',
  imports: [MatButton, MatIcon],
  templateUrl: './evidence.html',
  styleUrl: './evidence.scss',
})
export class Evidence {
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly text = input.required<string>();
  /** What the text is, e.g. "End of the log". */
  readonly label = input.required<string>();

  protected readonly copied = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected copy(): void {
    if (!this.clipboard.copy(this.text())) return;
    this.copied.set(true);
    void this.announcer.announce('Copied');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), CONFIRMED_MS);
  }
}
