import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

import type { StatusLook } from './status-looks';

/** A status as icon, word and colour; never as colour alone. */
@Component({
  selector: 'nora-status-badge',
  imports: [MatIcon],
  templateUrl: './status-badge.html',
  styleUrl: './status-badge.scss',
  host: { '[class]': '"tone-" + look().tone', '[class.busy]': 'look().busy' },
})
export class StatusBadge {
  readonly look = input.required<StatusLook>();
}
