import { Component, booleanAttribute, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

import type { IconName } from '../icons/icon-paths';

/** Says what would be here, why it is empty, and holds the act that fills it. */
@Component({
  selector: 'nora-empty-state',
  imports: [MatIcon],
  templateUrl: './empty-state.html',
  styleUrl: './empty-state.scss',
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  /** True where it is the whole page, so that its heading is the page's heading. */
  readonly page = input(false, { transform: booleanAttribute });
}
