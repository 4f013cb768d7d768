import { CdkVirtualForOf, CdkVirtualScrollViewport, VIRTUAL_SCROLL_STRATEGY } from '@angular/cdk/scrolling';
import {
  Component,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  input,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatAnchor, MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { LOG_LEVELS, type LogLevel } from '@nora/contracts';

import { FilterBox } from '../filter-box/filter-box';
import { formatNumber } from '../format/format-number';
import type { LogEntryView, LogStreamState } from './log-entry';
import { narrowed, partsOf } from './log-search';
import { ROW_HEIGHT, RowScroll } from './row-scroll';
import { rowEnds } from './text-rows';

const STATE_WORDS: Record<LogStreamState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  ended: 'Ended',
  lost: 'Connection lost, trying again…',
};
const LEVEL_WORDS: Record<LogLevel, string> = {
  debug: 'All levels',
  info: 'Info and above',
  warn: 'Warnings and errors',
  error: 'Errors',
};
/** Places that times and levels take before the text, in characters. */
const TIME_PLACES = 14;
const LEVEL_PLACES = 7;
const PADDING = 24;

/** Log lines in monospace: filtered, followed, downloaded; only the visible ones are in the page. */
@Component({
  selector: 'nora-log-viewer',
  imports: [CdkVirtualForOf, CdkVirtualScrollViewport, FilterBox, MatAnchor, MatButton, MatIcon],
  providers: [RowScroll, { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: RowScroll }],
  templateUrl: './log-viewer.html',
  styleUrl: './log-viewer.scss',
})
export class LogViewer {
  private readonly destroyRef = inject(DestroyRef);
  private readonly scroll = inject(RowScroll);
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly filterBox = viewChild.required(FilterBox);
  private readonly ruler = viewChild.required<ElementRef<HTMLElement>>('ruler');
  private readonly size = signal({ width: 0, character: 0 });
  private last = { top: 0, length: 0, height: 0 };

  readonly entries = input.required<readonly LogEntryView[]>();
  readonly state = input.required<LogStreamState>();
  /** Where the whole log is downloaded, as it is narrowed. */
  readonly downloadUrl = input.required<string>();
  /** Whether there may be lines before the first. */
  readonly hasEarlier = input(false);
  readonly filter = model('');
  readonly level = model<LogLevel | null>(null);
  readonly wrap = model(false);
  readonly times = model(true);
  readonly follow = model(true);
  readonly reconnect = output<void>();
  readonly earlier = output<void>();

  protected readonly levels = LOG_LEVELS;
  protected readonly levelWords = LEVEL_WORDS;
  protected readonly count = formatNumber;
  protected readonly partsOf = partsOf;
  protected readonly shown = computed(() => narrowed(this.entries(), this.filter(), this.level()));
  protected readonly lineCount = computed(() => linesIn(this.entries()));
  protected readonly shownCount = computed(() => linesIn(this.shown()));
  protected readonly isNarrowed = computed(() => this.filter().trim() !== '' || this.level() !== null);
  protected readonly stateWord = computed(() => STATE_WORDS[this.state()]);
  /** Rows up to the end of each entry shown; null while each takes one. */
  protected readonly ends = computed(() => {
    const { width, character } = this.size();
    if (!this.wrap() || character === 0) return null;
    const before = (this.times() ? TIME_PLACES : 0) + LEVEL_PLACES;
    return rowEnds(this.shown(), Math.floor((width - PADDING) / character) - before);
  });

  constructor() {
    afterRenderEffect(() => {
      this.scroll.useRows(this.ends());
      if (this.shown().length > 0 && this.follow()) this.toEnd();
    });
    afterNextRender(() => this.measureOnResize());
  }

  /** Puts the cursor into the filter box. */
  focusFilter(): void {
    this.filterBox().focus();
  }

  protected clock(at: string | null): string {
    return at?.slice(11, 23) ?? '';
  }

  protected heightAt(index: number): number | null {
    const ends = this.ends();
    if (!ends) return null;
    return ((ends[index] ?? 1) - (index === 0 ? 0 : (ends[index - 1] ?? 0))) * ROW_HEIGHT;
  }

  protected byLevel(value: string): void {
    this.level.set(LOG_LEVELS.find((level) => level === value) ?? null);
  }

  protected onScroll(): void {
    const viewport = this.viewport();
    const { scrollTop: top, scrollHeight: length, clientHeight: height } = viewport.elementRef.nativeElement;
    const { last } = this;
    this.last = { top, length, height };
    // A list that became shorter, or a window that became higher, is moved up by the browser, not by the reader.
    const wentUp = top < last.top - 1 && length >= last.length && height <= last.height;
    if (viewport.measureScrollOffset('bottom') < 4) this.follow.set(true);
    else if (wentUp) this.follow.set(false);
  }

  private toEnd(): void {
    this.viewport().scrollTo({ bottom: 0 });
  }

  private measureOnResize(): void {
    const ruler = this.ruler().nativeElement;
    const element = this.viewport().elementRef.nativeElement;
    const measure = () => {
      const character = ruler.getBoundingClientRect().width / (ruler.textContent?.length ?? 1);
      this.size.set({ width: element.clientWidth, character });
      this.viewport().checkViewportSize();
      if (this.follow()) this.toEnd();
    };
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    // The list takes its new height some time after its lines; only then there is an end to scroll to.
    const grown = new ResizeObserver(() => this.follow() && this.toEnd());
    for (const child of element.children) grown.observe(child);
    this.destroyRef.onDestroy(() => {
      resized.disconnect();
      grown.disconnect();
    });
    measure();
  }
}

function linesIn(entries: readonly LogEntryView[]): number {
  let notes = 0;
  for (const { kind } of entries) if (kind === 'note') notes += 1;
  return entries.length - notes;
}
