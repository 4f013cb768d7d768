import {
  Component,
  DOCUMENT,
  DestroyRef,
  type ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { ThemeStore } from '@nora/ui';
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { type Chart, type ChartFrame } from './chart-model';
import { type ChartColours, chartOptions } from './chart-options';
import { METRIC_NAMES, formatMetric } from './metric-words';

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** Draws one chart on a canvas. What it shows is said in a sentence too; the table of the page has every value. */
@Component({
  selector: 'nora-metric-chart',
  template: '<div #place class="place" role="img" [attr.aria-label]="summary()"></div>',
  styles: '.place { width: 100%; height: 160px; }',
})
export class MetricChart {
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly theme = inject(ThemeStore).theme;
  private readonly document = inject(DOCUMENT);
  private readonly darkness = signal(0);
  private chartOnCanvas: EChartsType | null = null;

  readonly chart = input.required<Chart>();
  readonly frame = input.required<ChartFrame>();

  protected readonly summary = computed(() => {
    const { title, unit, lines } = this.chart();
    const said = lines.map(({ metric, average, highest }) => {
      if (average === null || highest === null) return `${METRIC_NAMES[metric].short}: nothing seen`;
      const [usual, top] = [average, highest].map((value) => formatMetric(value, unit));
      return `${METRIC_NAMES[metric].short}: ${usual} on average, ${top} at most`;
    });
    return `${title}. ${said.join('. ')}.`;
  });

  constructor() {
    const view = this.document.defaultView;
    const scheme = view?.matchMedia('(prefers-color-scheme: dark)');
    const changed = (): void => this.darkness.update((count) => count + 1);
    scheme?.addEventListener('change', changed);
    const resized = new ResizeObserver(() => this.chartOnCanvas?.resize());
    inject(DestroyRef).onDestroy(() => {
      scheme?.removeEventListener('change', changed);
      resized.disconnect();
      this.chartOnCanvas?.dispose();
    });
    afterRenderEffect({
      write: () => {
        const { nativeElement } = this.place();
        // The colours come from the style sheet, which these two decide about.
        this.theme();
        this.darkness();
        if (!this.chartOnCanvas) {
          this.chartOnCanvas = init(nativeElement, null, { renderer: 'canvas' });
          resized.observe(nativeElement);
        }
        const colours = this.coloursOf(nativeElement, this.chart());
        this.chartOnCanvas.setOption(chartOptions(this.chart(), this.frame(), colours), { notMerge: true });
      },
    });
  }

  private coloursOf(element: HTMLElement, { lines }: Chart): ChartColours {
    const probe = this.document.createElement('span');
    // Where less motion is asked for, every change is a transition, if a short one: it would be read before its end.
    probe.style.setProperty('transition', 'none', 'important');
    element.append(probe);
    const read = (property: string): string => {
      probe.style.color = `var(${property})`;
      return getComputedStyle(probe).color;
    };
    const colours = {
      text: read('--mat-sys-on-surface-variant'),
      line: read('--nora-line'),
      card: read('--nora-card'),
      marks: read('--nora-queued'),
      limit: read('--nora-failed'),
      curves: Object.fromEntries(lines.map(({ metric }) => [metric, read(`--nora-chart-${metric}`)])),
    };
    probe.remove();
    return colours;
  }
}
