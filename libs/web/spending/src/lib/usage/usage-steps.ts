import { Component, computed, input } from '@angular/core';

import type { Bars } from './usage-bars';
import { type UsageMeasure, formatMeasure } from './usage-words';

/** Every bar as text, newest first, for whoever reads numbers rather than bars. Steps without any are left out. */
@Component({
  selector: 'nora-usage-steps',
  template: `
    <div class="scroll" role="region" tabindex="0" aria-label="Usage of each step">
      <table>
        <caption class="cdk-visually-hidden">
          Usage of each step, newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            @for (one of bars().series; track one.key) {
              <th scope="col">{{ one.label }}</th>
            }
            <th scope="col">Together</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.step) {
            <tr>
              <th scope="row">{{ row.step }}</th>
              @for (cell of row.cells; track $index) {
                <td class="numeric">{{ cell }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styleUrl: './usage-table.scss',
})
export class UsageSteps {
  readonly bars = input.required<Bars>();
  readonly measure = input.required<UsageMeasure>();

  protected readonly rows = computed(() => {
    const { steps, series } = this.bars();
    return steps
      .map((step, index) => {
        const values = series.map(({ values }) => values[index] ?? 0);
        const sum = values.reduce((total, value) => total + value, 0);
        return { step, sum, cells: [...values, sum].map((value) => formatMeasure(value, this.measure())) };
      })
      .filter(({ sum }) => sum > 0)
      .reverse();
  });
}
