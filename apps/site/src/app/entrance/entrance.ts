import { Component, ElementRef, afterRenderEffect, inject, input } from '@angular/core';

/**
 * The card on which the public pages lead in. When its heading changes, the page has become another one: the focus
 * goes to what is marked with `cdkFocusInitial`, or else to the heading, so that it is read out.
 */
@Component({
  selector: 'nora-entrance',
  template: `<section class="card">
    <h1 tabindex="-1">{{ heading() }}</h1>
    <ng-content />
  </section>`,
  styleUrl: './entrance.scss',
})
export class Entrance {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private shown: string | null = null;

  readonly heading = input.required<string>();

  constructor() {
    afterRenderEffect(() => {
      const heading = this.heading();
      if (this.shown !== null && this.shown !== heading) this.focus();
      this.shown = heading;
    });
  }

  private focus(): void {
    const target = this.host.querySelector<HTMLElement>('[cdkFocusInitial]') ?? this.host.querySelector('h1');
    target?.focus();
  }
}
