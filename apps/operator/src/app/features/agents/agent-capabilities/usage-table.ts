import { Component, computed, input } from '@angular/core';
import { formatNumber } from '@nora/ui';

import type { UsageDay } from './capabilities.store';
import { formatDay, formatDollars, totalOf, usedDays } from './usage-words';

/** Tokens and cost of the days on which any were used. */
@Component({
  selector: 'nora-usage-table',
  templateUrl: './usage-table.html',
  styleUrl: './usage-table.scss',
})
export class UsageTable {
  readonly days = input.required<readonly UsageDay[]>();

  protected readonly used = computed(() => usedDays(this.days()));
  protected readonly total = computed(() => totalOf(this.days()));
  protected readonly number = formatNumber;
  protected readonly dollars = formatDollars;
  protected readonly dayOf = formatDay;
}
