import { Component, computed, input } from '@angular/core';
import { RelativeTime, StatusBadge } from '@nora/ui';

import { type CapabilityRow, groupRows } from './capability-rows';

/** Things of one kind: what each is, how it is, and when. */
@Component({
  selector: 'nora-capability-list',
  imports: [RelativeTime, StatusBadge],
  templateUrl: './capability-list.html',
  styleUrl: './capability-list.scss',
})
export class CapabilityList {
  readonly rows = input.required<readonly CapabilityRow[]>();
  /** What is listed, for screen readers. */
  readonly label = input.required<string>();

  protected readonly groups = computed(() => groupRows(this.rows()));
}
