import { computed, signal } from '@angular/core';

import { type UserProblem, toUserProblem } from './problem';

/** A page of a list, as the API answers it. */
export interface KeysetPage<T> {
  items: readonly T[];
  nextCursor: string | null;
}

/** Pages put together. */
interface Shown<T> extends KeysetPage<T> {
  pages: number;
}

/**
 * A list of the API, as many pages of it as were asked for. The answer to an earlier question is dropped when a
 * later one was asked meanwhile; a fault leaves what is shown.
 */
export class KeysetList<Question, T> {
  private readonly shown = signal<Shown<T>>({ items: [], nextCursor: null, pages: 0 });
  private readonly fault = signal<UserProblem | null>(null);
  private readonly read = signal(false);
  private readonly reading = signal(false);
  private question: Question | null = null;
  /** Of the latest request; the answer to an earlier one is out of date. */
  private ticket = 0;

  readonly items = computed(() => this.shown().items);
  readonly more = computed(() => this.shown().nextCursor !== null);
  readonly problem = this.fault.asReadonly();
  /** False until the first answer. */
  readonly loaded = this.read.asReadonly();
  readonly loading = this.reading.asReadonly();

  /**
   * @param readPage asks the API for one page
   * @param keyOf tells items apart
   */
  constructor(
    private readonly readPage: (question: Question, cursor: string | undefined) => Promise<KeysetPage<T>>,
    private readonly keyOf: (item: T) => string,
  ) {}

  /** Shows another list: nothing of the one before stays. */
  async show(question: Question): Promise<void> {
    this.empty();
    await this.narrow(question);
  }

  /** Asks the same list another question: what is shown stays until the answer is there. */
  async narrow(question: Question): Promise<void> {
    this.question = question;
    await this.take((asked) => this.readPages(asked, 1));
    // What is shown would not be an answer to this question.
    if (this.fault() && this.question === question) this.empty();
  }

  /** Reads what is shown once more. */
  async refresh(): Promise<void> {
    const { pages } = this.shown();
    await this.take((question) => this.readPages(question, Math.max(1, pages)));
  }

  /** Adds the next page. */
  async showMore(): Promise<void> {
    const shown = this.shown();
    const { nextCursor } = shown;
    if (nextCursor === null) return;
    await this.take(async (question) => this.join(shown, await this.readPage(question, nextCursor)));
  }

  /** Takes in an item as the API has just answered it: in its place, or at the beginning. */
  put(item: T): void {
    const key = this.keyOf(item);
    this.shown.update(({ items, ...shown }) => {
      const known = items.some((other) => this.keyOf(other) === key);
      const next = known
        ? items.map((other) => (this.keyOf(other) === key ? item : other))
        : [item, ...items];
      return { ...shown, items: next };
    });
  }

  /** Drops an item that is gone. */
  remove(key: string): void {
    this.shown.update(({ items, ...shown }) => ({
      ...shown,
      items: items.filter((item) => this.keyOf(item) !== key),
    }));
  }

  private empty(): void {
    this.shown.set({ items: [], nextCursor: null, pages: 0 });
    this.read.set(false);
  }

  private async take(request: (question: Question) => Promise<Shown<T>>): Promise<void> {
    if (this.question === null) return;
    const ticket = (this.ticket += 1);
    this.reading.set(true);
    try {
      const shown = await request(this.question);
      if (ticket !== this.ticket) return;
      this.shown.set(shown);
      this.read.set(true);
      this.fault.set(null);
    } catch (error) {
      if (ticket === this.ticket) this.fault.set(toUserProblem(error));
    } finally {
      if (ticket === this.ticket) this.reading.set(false);
    }
  }

  private async readPages(question: Question, pages: number): Promise<Shown<T>> {
    let shown: Shown<T> = { ...(await this.readPage(question, undefined)), pages: 1 };
    while (shown.nextCursor !== null && shown.pages < pages) {
      shown = this.join(shown, await this.readPage(question, shown.nextCursor));
    }
    return shown;
  }

  /** What comes and goes between two requests moves the others; none is shown twice. */
  private join({ items, pages }: Shown<T>, next: KeysetPage<T>): Shown<T> {
    const known = new Set(items.map(this.keyOf));
    const added = next.items.filter((item) => !known.has(this.keyOf(item)));
    return { items: [...items, ...added], nextCursor: next.nextCursor, pages: pages + 1 };
  }
}
