import { Component, computed, input } from '@angular/core';

import { initialsOf } from './initials';

/**
 * The picture of a person, or the initials where there is none. Says nothing to screen readers: the name stands
 * beside it. Its size is that of its font, twice.
 */
@Component({
  selector: 'nora-avatar',
  template: `
    @if (picture(); as source) {
      <img alt="" width="128" height="128" [src]="source" />
    } @else {
      {{ initials() }}
    }
  `,
  styleUrl: './avatar.scss',
  host: { 'aria-hidden': 'true' },
})
export class Avatar {
  readonly name = input.required<string>();
  /** A `data:` address. */
  readonly picture = input<string | null>(null);

  protected readonly initials = computed(() => initialsOf(this.name()));
}
