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
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

import { type Bars, COLOURS } from './usage-bars';
import { type BarColours, barOptions } from './usage-chart-options';
import { NOT_KNOWN, USAGE_MEASURES, type UsageMeasure, formatMeasure } from './usage-words';

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** Draws stacked bars on a canvas. What it shows is said in a sentence too; the tables of the page have every value. */
@Component({
  selector: 'nora-usage-chart',
  template: '<div #place class="place" role="img" [attr.aria-label]="summary()"></div>',
  styles: '.place { width: 100%; height: 260px; }',
})
export class UsageChart {
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly theme = inject(ThemeStore).theme;
  private readonly document = inject(DOCUMENT);
  private readonly darkness = signal(0);
  private onCanvas: EChartsType | null = null;

  readonly bars = input.required<Bars>();
  readonly measure = input.required<UsageMeasure>();

  protected readonly summary = computed(() => {
    const { series, steps } = this.bars();
    const measure = this.measure();
    const said = series.map(({ label, values, unknown }) => {
      const sum = values.reduce((total, value) => total + value, 0);
      const words = sum === 0 && unknown.size > 0 ? NOT_KNOWN : formatMeasure(sum, measure);
      return `${label}: ${words}`;
    });
    const title = USAGE_MEASURES.find(({ id }) => id === measure)?.label ?? '';
    return `${title}, ${steps[0] ?? ''} to ${steps.at(-1) ?? ''}. ${said.join('. ')}.`;
  });

  constructor() {
    const scheme = this.document.defaultView?.matchMedia('(prefers-color-scheme: dark)');
    const changed = (): void => this.darkness.update((count) => count + 1);
    scheme?.addEventListener('change', changed);
    const resized = new ResizeObserver(() => this.onCanvas?.resize());
    inject(DestroyRef).onDestroy(() => {
      scheme?.removeEventListener('change', changed);
      resized.disconnect();
      this.onCanvas?.dispose();
    });
    afterRenderEffect({
      write: () => {
        const { nativeElement } = this.place();
        // The colours come from the style sheet, which these two decide about.
        this.theme();
        this.darkness();
        if (!this.onCanvas) {
          this.onCanvas = init(nativeElement, null, { renderer: 'canvas' });
          resized.observe(nativeElement);
        }
        const colours = this.coloursOf(nativeElement);
        this.onCanvas.setOption(barOptions(this.bars(), this.measure(), colours), { notMerge: true });
      },
    });
  }

  private coloursOf(element: HTMLElement): BarColours {
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
      series: [
        read('--nora-queued'),
        ...Array.from({ length: COLOURS }, (_, index) => read(`--nora-series-${index + 1}`)),
      ],
    };
    probe.remove();
    return colours;
  }
}
