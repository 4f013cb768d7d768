import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Usage, UsageTotals } from '@nora/data-access';
import { formatNumber } from '@nora/ui';

import { formatUsd } from '../money';
import { seriesColours } from './usage-bars';
import { NOT_KNOWN, USAGE_GROUP_WORDS, type UsageMeasure, measured } from './usage-words';

/** Who used how much, most first, with the sum of all. */
@Component({
  selector: 'nora-usage-table',
  imports: [MatIcon, RouterLink],
  templateUrl: './usage-table.html',
  styleUrl: './usage-table.scss',
})
export class UsageTable {
  readonly usage = input.required<Usage>();
  readonly measure = input.required<UsageMeasure>();
  /** Where a row leads; null where there is no such page. */
  readonly linkOf = input<(key: string) => readonly string[] | null>(() => null);

  protected readonly number = formatNumber;
  protected readonly column = computed(() => USAGE_GROUP_WORDS[this.usage().by].column);
  protected readonly rows = computed(() => {
    const { series } = this.usage();
    const colours = seriesColours(series, this.measure());
    return [...series]
      .sort((a, b) => measured(b.totals, this.measure()) - measured(a.totals, this.measure()))
      .map(({ key, label, totals }) => ({
        ...{ key: key ?? '', label, totals },
        colour: (key !== null && colours.get(key)) || 0,
        link: key === null ? null : this.linkOf()(key),
      }));
  });

  /** What is not priced is not free. */
  protected cost({ costUsd, unpriced, calls }: UsageTotals): string {
    return unpriced > 0 && unpriced === calls ? NOT_KNOWN : formatUsd(costUsd);
  }
}
