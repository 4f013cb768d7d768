import { type ElementRef, type Injector, afterNextRender } from '@angular/core';

/** Puts the focus on what is left to do in a row, after the button that was pressed has gone from it. */
export function focusRow({ nativeElement }: ElementRef<HTMLElement>, id: string, injector: Injector): void {
  afterNextRender(() => nativeElement.querySelector<HTMLElement>(`[data-row="${id}"] button`)?.focus(), {
    injector,
  });
}
