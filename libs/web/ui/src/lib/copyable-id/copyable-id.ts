import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DestroyRef, computed, inject, input, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';

const SHOWN_CHARACTERS = 8;
const CONFIRMED_MS = 1_500;

/** A part of an id that tells it from others; a click copies the whole of it. */
@Component({
  selector: 'nora-copyable-id',
  imports: [MatIcon, MatTooltip],
  templateUrl: './copyable-id.html',
  styleUrl: './copyable-id.scss',
})
export class CopyableId {
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly value = input.required<string>();
  /** What the id names, e.g. "agent id". */
  readonly label = input('id');

  /** Nora's own ids are time-ordered: their beginnings are alike, their ends tell them apart. A hash goes by its start. */
  readonly shown = input<'end' | 'start'>('end');

  protected readonly short = computed(() =>
    this.shown() === 'end' ? this.value().slice(-SHOWN_CHARACTERS) : this.value().slice(0, SHOWN_CHARACTERS),
  );
  protected readonly copied = signal(false);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected copy(event: Event): void {
    event.stopPropagation();
    if (!this.clipboard.copy(this.value())) return;
    this.copied.set(true);
    void this.announcer.announce('Copied');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.copied.set(false), CONFIRMED_MS);
  }
}
