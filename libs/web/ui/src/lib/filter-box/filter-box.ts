import { Component, type ElementRef, input, model, viewChild } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

/** A small box that narrows what is shown below it. */
@Component({
  selector: 'nora-filter-box',
  imports: [MatIcon],
  templateUrl: './filter-box.html',
  styleUrl: './filter-box.scss',
})
export class FilterBox {
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  /** What is filtered, e.g. "Filter agents"; name and placeholder of the box. */
  readonly label = input.required<string>();
  readonly value = model('');

  /** Puts the cursor into the box. */
  focus(): void {
    this.box().nativeElement.focus();
  }
}
