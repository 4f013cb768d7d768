import { Component, computed, input } from '@angular/core';

import type { Bars } from './usage-bars';
import { NOT_KNOWN, type UsageMeasure, formatMeasure } from './usage-words';

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
        const cells = series.map(({ values, unknown }) =>
          unknown.has(index) ? NOT_KNOWN : formatMeasure(values[index] ?? 0, this.measure()),
        );
        const sum = series.reduce((total, { values }) => total + (values[index] ?? 0), 0);
        const isUnknown = sum === 0 && cells.includes(NOT_KNOWN);
        cells.push(isUnknown ? NOT_KNOWN : formatMeasure(sum, this.measure()));
        return { step, used: sum > 0 || isUnknown, cells };
      })
      .filter(({ used }) => used)
      .reverse();
  });
}
