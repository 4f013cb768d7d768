import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';

import { ROW_HEIGHT, RowScroll } from './row-scroll';

/** A viewport of ten rows. */
function viewportOf(length: number) {
  const seen = { range: { start: 0, end: 0 }, offset: 0, total: 0, top: 0 };
  const viewport = {
    getDataLength: () => length,
    getViewportSize: () => 10 * ROW_HEIGHT,
    measureScrollOffset: () => seen.top,
    setTotalContentSize: (total: number) => (seen.total = total),
    setRenderedRange: (range: { start: number; end: number }) => (seen.range = range),
    setRenderedContentOffset: (offset: number) => (seen.offset = offset),
    scrollToOffset: (top: number) => (seen.top = top),
  };
  return { viewport: viewport as unknown as CdkVirtualScrollViewport, seen };
}

describe('RowScroll', () => {
  it('renders what is seen and a little around it, of a hundred thousand', () => {
    const { viewport, seen } = viewportOf(100_000);
    const scroll = new RowScroll();
    scroll.attach(viewport);
    expect(seen).toMatchObject({ range: { start: 0, end: 31 }, offset: 0, total: 100_000 * ROW_HEIGHT });
    scroll.scrollToIndex(50_000, 'auto');
    scroll.onContentScrolled();
    expect(seen.range).toEqual({ start: 49_980, end: 50_031 });
    expect(seen.offset).toBe(49_980 * ROW_HEIGHT);
  });

  it('knows where items of several rows begin', () => {
    const { viewport, seen } = viewportOf(1_000);
    const scroll = new RowScroll();
    scroll.attach(viewport);
    scroll.useRows(Uint32Array.from({ length: 1_000 }, (_, at) => (at + 1) * 5));
    expect(seen.total).toBe(5_000 * ROW_HEIGHT);
    scroll.scrollToIndex(500, 'auto');
    scroll.onContentScrolled();
    expect(seen.top).toBe(2_500 * ROW_HEIGHT);
    expect(seen.range).toEqual({ start: 496, end: 507 });
    expect(seen.offset).toBe(496 * 5 * ROW_HEIGHT);
  });

  it('has room for items that came since their rows were counted, and for none', () => {
    const { viewport, seen } = viewportOf(12);
    const scroll = new RowScroll();
    scroll.useRows(Uint32Array.from([2, 4]));
    scroll.attach(viewport);
    expect(seen.total).toBe(14 * ROW_HEIGHT);
    const none = viewportOf(0);
    scroll.useRows(null);
    scroll.attach(none.viewport);
    expect(none.seen).toMatchObject({ range: { start: 0, end: 0 }, total: 0 });
  });
});
