import { Component, computed, input, numberAttribute } from '@angular/core';

const WIDTHS = ['w60', 'w85', 'w40', 'w75', 'w50'] as const;

/** Grey bars where content will be. `rows` draws table rows, otherwise lines of text. */
@Component({
  selector: 'nora-skeleton',
  templateUrl: './skeleton.html',
  styleUrl: './skeleton.scss',
  host: { role: 'status', '[class.table]': 'layout() === "rows"' },
})
export class Skeleton {
  readonly lines = input(3, { transform: numberAttribute });
  readonly layout = input<'text' | 'rows'>('text');
  /** What is being loaded, for screen readers. */
  readonly label = input('Loading');

  protected readonly bars = computed(() =>
    Array.from({ length: this.lines() }, (_, index) => WIDTHS[index % WIDTHS.length] ?? 'w60'),
  );
}
