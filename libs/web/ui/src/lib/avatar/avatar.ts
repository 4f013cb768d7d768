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
    }
  `,
  styleUrl: './avatar.scss',
  // As text they would belong to what a button around them is called by sight.
  host: { 'aria-hidden': 'true', '[attr.data-initials]': 'initials()' },
})
export class Avatar {
  readonly name = input.required<string>();
  /** A `data:` address. */
  readonly picture = input<string | null>(null);

  /** Null where there is a picture. */
  protected readonly initials = computed(() => (this.picture() ? null : initialsOf(this.name())));
}
