import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Metric } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';

import { AgentStore } from '../agent.store';
import { type Chart, chartsOf, frameOf, isEmpty } from './chart-model';
import { MetricChart } from './metric-chart';
import { MetricTable } from './metric-table';
import { LIVE_WORDS, METRIC_NAMES, RANGES, formatMetric, markWords, rangeOf } from './metric-words';
import { MetricsStore } from './metrics.store';

/** What the agent uses, and used. The time shown and the way it is shown are in the address. */
@Component({
  selector: 'nora-agent-metrics',
  imports: [EmptyState, ErrorPanel, MatButton, MetricChart, MetricTable, RelativeTime, RouterLink, Skeleton],
  providers: [MetricsStore],
  templateUrl: './agent-metrics.html',
  styleUrl: './agent-metrics.scss',
})
export class AgentMetrics {
  private readonly agents = inject(AgentStore);

  /** Route and query parameters. */
  readonly agentId = input.required<string>();
  readonly range = input<string>();
  readonly view = input<string>();

  protected readonly store = inject(MetricsStore);
  protected readonly agent = this.agents.agent;
  protected readonly ranges = RANGES;
  protected readonly shownRange = computed(() => rangeOf(this.range()));
  protected readonly asTable = computed(() => this.view() === 'table');
  protected readonly rangeWords = computed(
    () => RANGES.find(({ range }) => range === this.shownRange())?.words ?? '',
  );
  /** The next longer time, where there may be something to see. */
  protected readonly longer = computed(
    () => RANGES[RANGES.findIndex(({ range }) => range === this.shownRange()) + 1] ?? null,
  );
  protected readonly liveWords = computed(() => LIVE_WORDS[this.store.live()]);
  protected readonly empty = computed(() => {
    const history = this.store.history();
    return history !== null && isEmpty(history);
  });
  protected readonly charts = computed(() => {
    const history = this.store.history();
    return history ? chartsOf(history) : [];
  });
  protected readonly frame = computed(() => {
    const history = this.store.history();
    return history && frameOf(history);
  });
  /** Newest first. */
  protected readonly marks = computed(() =>
    (this.store.history()?.marks ?? [])
      .map((mark) => ({ ...mark, key: `${mark.at} ${mark.deploymentId ?? ''}`, words: markWords(mark) }))
      .reverse(),
  );

  constructor() {
    const wanted = computed(() => ({ agentId: this.agentId(), range: this.shownRange() }));
    toObservable(wanted)
      .pipe(
        distinctUntilChanged((a, b) => a.agentId === b.agentId && a.range === b.range),
        takeUntilDestroyed(),
      )
      .subscribe(({ agentId, range }) => void this.store.show(agentId, range));
    // A deployment is a mark, and one that ends changes what it is called.
    toObservable(this.agents.latest)
      .pipe(
        map((deployment) => deployment && `${deployment.id} ${deployment.status}`),
        filter((known) => known !== null),
        distinctUntilChanged(),
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.store.refresh());
  }

  /** What each curve of a chart is at now, or was at last. */
  protected factsOf({ lines, unit }: Chart): { metric: Metric; label: string; value: string }[] {
    const now = this.store.now();
    return lines.map(({ metric, latest }) => {
      const value = now?.values[metric] ?? latest;
      const label = lines.length > 1 ? METRIC_NAMES[metric].short : now ? 'now' : 'last';
      return { metric, label, value: value === null ? '–' : formatMetric(value, unit) };
    });
  }

  protected footOf({ lines, unit, limit }: Chart): string {
    const format = (value: number | null) => (value === null ? '–' : formatMetric(value, unit));
    const said = lines.map(({ metric, average, highest }) => {
      const name = lines.length > 1 ? `${METRIC_NAMES[metric].short}: ` : '';
      return `${name}average ${format(average)}, highest ${format(highest)}`;
    });
    if (limit !== null) said.push(`limit ${format(limit)}`);
    if (unit === 'percent') said.push('100 % is one CPU');
    return said.join(' · ');
  }
}
