import { Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';

import { Clock } from '../format/clock';
import { formatExact, formatRelative } from '../format/format-time';

/** A moment as its age, with the exact time in a tooltip. */
@Component({
  selector: 'nora-time',
  imports: [MatTooltip],
  template: `<time class="numeric" [attr.datetime]="at()" [matTooltip]="exact()">{{ age() }}</time>`,
})
export class RelativeTime {
  private readonly clock = inject(Clock);

  /** ISO 8601. */
  readonly at = input.required<string>();

  protected readonly age = computed(() => formatRelative(this.at(), this.clock.now()));
  protected readonly exact = computed(() => formatExact(this.at()));
}
