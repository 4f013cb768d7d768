import type { CdkVirtualScrollViewport, VirtualScrollStrategy } from '@angular/cdk/scrolling';
import { Injectable } from '@angular/core';
import { Subject, distinctUntilChanged } from 'rxjs';

/** Pixels of one row of text. */
export const ROW_HEIGHT = 20;
/** Pixels that are in the page above and below what is seen. */
const AROUND = 400;

/** Scrolls a long list whose items take one row or several, which is known without looking at them. */
@Injectable()
export class RowScroll implements VirtualScrollStrategy {
  private readonly firstIndex = new Subject<number>();
  private viewport: CdkVirtualScrollViewport | null = null;
  /** Rows up to the end of each item; null while each has one. */
  private ends: Uint32Array | null = null;

  readonly scrolledIndexChange = this.firstIndex.pipe(distinctUntilChanged());

  /** Takes over how many rows there are up to the end of each item; null when each has one. */
  useRows(ends: Uint32Array | null): void {
    this.ends = ends;
    this.update();
  }

  attach(viewport: CdkVirtualScrollViewport): void {
    this.viewport = viewport;
    this.update();
  }

  detach(): void {
    this.viewport = null;
  }

  onContentScrolled(): void {
    this.update();
  }

  onDataLengthChanged(): void {
    this.update();
  }

  onContentRendered(): void {
    // Heights are known before.
  }

  onRenderedOffsetChanged(): void {
    // Only set from here.
  }

  scrollToIndex(index: number, behavior: ScrollBehavior): void {
    this.viewport?.scrollToOffset(this.rowsBefore(index) * ROW_HEIGHT, behavior);
  }

  private update(): void {
    const { viewport } = this;
    if (!viewport) return;
    const length = viewport.getDataLength();
    const total = this.rowsBefore(length) * ROW_HEIGHT;
    const size = viewport.getViewportSize();
    const top = Math.min(viewport.measureScrollOffset('top'), Math.max(0, total - size));
    const start = this.indexAt((top - AROUND) / ROW_HEIGHT, length);
    const end = Math.min(length, this.indexAt((top + size + AROUND) / ROW_HEIGHT, length) + 1);
    viewport.setTotalContentSize(total);
    viewport.setRenderedRange({ start, end });
    viewport.setRenderedContentOffset(this.rowsBefore(start) * ROW_HEIGHT);
    this.firstIndex.next(this.indexAt(top / ROW_HEIGHT, length));
  }

  private rowsBefore(index: number): number {
    const { ends } = this;
    const known = Math.min(index, ends?.length ?? 0);
    // Those that came since the rows were counted have one each for the moment.
    return (known === 0 ? 0 : (ends?.[known - 1] ?? 0)) + (index - known);
  }

  /** The item that a row belongs to. */
  private indexAt(row: number, length: number): number {
    let [from, to] = [0, Math.max(0, length - 1)];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.rowsBefore(middle + 1) > row) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
