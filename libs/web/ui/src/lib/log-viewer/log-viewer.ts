import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  Component,
  DOCUMENT,
  afterRenderEffect,
  computed,
  inject,
  input,
  model,
  output,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

import { FilterBox } from '../filter-box/filter-box';
import { formatNumber } from '../format/format-number';

/** One line of a runtime's log. `at` is ISO 8601, null where the runtime does not tell. */
export interface LogLineView {
  at: string | null;
  stream: string;
  text: string;
}

/** Whether more lines may come. */
export type LogStreamState = 'connecting' | 'live' | 'ended' | 'lost';

const STATE_WORDS: Record<LogStreamState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  ended: 'Ended',
  lost: 'Connection lost, trying again…',
};

/** Log lines in monospace: filtered, followed, downloaded; only the visible ones are in the page. */
@Component({
  selector: 'nora-log-viewer',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    FilterBox,
    MatButton,
    MatIcon,
  ],
  templateUrl: './log-viewer.html',
  styleUrl: './log-viewer.scss',
})
export class LogViewer {
  private readonly document = inject(DOCUMENT);
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  private readonly filterBox = viewChild(FilterBox);
  private lastTop = 0;

  readonly lines = input.required<readonly LogLineView[]>();
  readonly state = input.required<LogStreamState>();
  /** Name of the downloaded file. */
  readonly fileName = input('agent.log');
  readonly filter = model('');
  readonly follow = model(true);
  readonly reconnect = output<void>();

  protected readonly count = formatNumber;
  protected readonly shown = computed(() => {
    const wanted = this.filter().trim().toLowerCase();
    return wanted ? this.lines().filter(({ text }) => text.toLowerCase().includes(wanted)) : this.lines();
  });
  protected readonly stateWord = computed(() => STATE_WORDS[this.state()]);

  constructor() {
    afterRenderEffect(() => {
      const count = this.shown().length;
      if (count > 0 && this.follow()) this.toEnd();
    });
  }

  /** Puts the cursor into the filter box. */
  focusFilter(): void {
    this.filterBox()?.focus();
  }

  protected clock(at: string | null): string {
    return at?.slice(11, 23) ?? '';
  }

  protected onScroll(): void {
    const viewport = this.viewport();
    if (!viewport) return;
    const top = viewport.measureScrollOffset('top');
    const wentUp = top < this.lastTop - 1;
    this.lastTop = top;
    // Only the reader scrolls up; new lines and following scroll down.
    if (wentUp) this.follow.set(false);
    else if (viewport.measureScrollOffset('bottom') < 4) this.follow.set(true);
  }

  protected toggleFollow(): void {
    this.follow.update((follow) => !follow);
  }

  protected download(): void {
    const text = this.lines()
      .map((line) => `${line.at ?? '-'} ${line.stream} ${line.text}\n`)
      .join('');
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = this.document.createElement('a');
    link.href = url;
    link.download = this.fileName();
    link.click();
    URL.revokeObjectURL(url);
  }

  private toEnd(): void {
    const viewport = this.viewport();
    if (!viewport) return;
    viewport.checkViewportSize();
    viewport.scrollTo({ bottom: 0 });
  }
}
