import { Component, computed, input } from '@angular/core';
import type { MetricHistory } from '@nora/data-access';
import { formatExact } from '@nora/ui';

import { METRIC_NAMES, formatMetric } from './metric-words';

/** Every value of a history as text, for whoever reads numbers rather than curves. Steps without any are left out. */
@Component({
  selector: 'nora-metric-table',
  templateUrl: './metric-table.html',
  styleUrl: './metric-table.scss',
})
export class MetricTable {
  readonly history = input.required<MetricHistory>();

  protected readonly columns = computed(() =>
    this.history().series.map(({ metric }) => ({ metric, name: METRIC_NAMES[metric].name })),
  );
  protected readonly rows = computed(() => {
    const { from, stepSeconds, series } = this.history();
    const begin = Date.parse(from);
    const steps = series[0]?.values.map((_, index) => index) ?? [];
    return steps
      .filter((index) => series.some(({ values }) => typeof values[index] === 'number'))
      .reverse()
      .map((index) => {
        const at = new Date(begin + index * stepSeconds * 1_000).toISOString();
        const cells = series.map(({ values, unit }) => {
          const value = values[index] ?? null;
          return value === null ? '–' : formatMetric(value, unit);
        });
        return { at, time: formatExact(at), cells };
      });
  });
}
