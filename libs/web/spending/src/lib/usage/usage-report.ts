import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Usage, UsageBy, UserProblem } from '@nora/data-access';
import { EmptyState, ErrorPanel, Skeleton } from '@nora/ui';

import { barsOf } from './usage-bars';
import { UsageChart } from './usage-chart';
import { UsageSteps } from './usage-steps';
import { UsageTable } from './usage-table';
import { USAGE_GROUP_WORDS, USAGE_MEASURES, USAGE_RANGES, usageMeasure, usageRange } from './usage-words';

/**
 * What was used over a time: bars for each step, and in numbers. Time, grouping, measure and view are query
 * parameters of the page: `range`, `by`, `measure` and `view`.
 */
@Component({
  selector: 'nora-usage-report',
  imports: [
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    RouterLink,
    Skeleton,
    UsageChart,
    UsageSteps,
    UsageTable,
  ],
  templateUrl: './usage-report.html',
  styleUrl: './usage-report.scss',
})
export class UsageReport {
  /** Null until the first answer. */
  readonly usage = input.required<Usage | null>();
  readonly problem = input<UserProblem | null>(null);
  /** As in the address. */
  readonly range = input<string>();
  readonly measure = input<string>();
  readonly view = input<string>();
  readonly by = input.required<UsageBy>();
  /** What can be told apart here. */
  readonly groups = input.required<readonly UsageBy[]>();
  /** Where the same is had as a file; null where it is not. */
  readonly csvRoute = input<string | null>(null);
  readonly linkOf = input<(key: string) => readonly string[] | null>(() => null);
  readonly retry = output<void>();

  protected readonly ranges = USAGE_RANGES;
  protected readonly measures = USAGE_MEASURES;
  protected readonly words = USAGE_GROUP_WORDS;
  protected readonly shownRange = computed(() => usageRange(this.range()));
  protected readonly shownMeasure = computed(() => usageMeasure(this.measure(), this.usage()?.totals));
  protected readonly asTable = computed(() => this.view() === 'table');
  protected readonly empty = computed(() => this.usage()?.totals.calls === 0);
  /** The next longer time, where there may be something to see. */
  protected readonly longer = computed(
    () => USAGE_RANGES[USAGE_RANGES.findIndex(({ range }) => range === this.shownRange().range) + 1] ?? null,
  );
  /** The same time as is shown, to its last step. */
  protected readonly csvUrl = computed(() => {
    const [route, usage] = [this.csvRoute(), this.usage()];
    if (route === null || usage === null) return null;
    const { from, to, step } = usage;
    return `${route}?${new URLSearchParams({ from, to, step }).toString()}`;
  });
  protected readonly bars = computed(() => {
    const usage = this.usage();
    return usage && barsOf(usage, this.shownMeasure());
  });
}
