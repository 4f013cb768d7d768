import { Injectable, computed, inject, signal } from '@angular/core';
import { AdminService, type AdminQueueJobDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** A job of a queue. */
export type QueueJob = AdminQueueJobDto;
export type QueueName = QueueJob['queue'];
/** Where in its queue a job is. */
export type QueueState = QueueJob['state'];

/** Which jobs are looked at. */
export interface QueueSelection {
  queue: QueueName;
  state: QueueState;
}

interface Page {
  items: readonly QueueJob[];
  nextCursor: string | null;
}

/** Pages put together. */
interface Shown extends Page {
  pages: number;
}

const PAGE = 50;
const NOTHING: Shown = { items: [], nextCursor: null, pages: 0 };

/** Jobs of one queue in one state, as many pages of them as were asked for. */
@Injectable()
export class QueueJobsStore {
  private readonly client = inject(AdminService);
  private readonly shown = signal<Shown>(NOTHING);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly read = signal(false);
  private readonly reading = signal(false);
  private selection: QueueSelection | null = null;
  /** Of the latest request; the answer to an earlier one is out of date. */
  private ticket = 0;

  readonly items = computed(() => this.shown().items);
  readonly more = computed(() => this.shown().nextCursor !== null);
  readonly problem = this.fault.asReadonly();
  /** False until the first answer for what is looked at. */
  readonly loaded = this.read.asReadonly();
  readonly loading = this.reading.asReadonly();

  /** Looks at other jobs. */
  async show(selection: QueueSelection): Promise<void> {
    this.selection = selection;
    this.shown.set(NOTHING);
    this.read.set(false);
    await this.take((selected) => this.readPages(selected, 1));
  }

  /** Reads what is shown once more. */
  async refresh(): Promise<void> {
    const { pages } = this.shown();
    await this.take((selected) => this.readPages(selected, Math.max(1, pages)));
  }

  /** Adds the next page. */
  async showMore(): Promise<void> {
    const shown = this.shown();
    const { nextCursor } = shown;
    if (nextCursor === null) return;
    await this.take(async (selected) => join(shown, await this.readPage(selected, nextCursor)));
  }

  private async take(request: (selection: QueueSelection) => Promise<Shown>): Promise<void> {
    if (!this.selection) return;
    const ticket = (this.ticket += 1);
    this.reading.set(true);
    try {
      const shown = await request(this.selection);
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

  private async readPages(selection: QueueSelection, pages: number): Promise<Shown> {
    let shown = join(NOTHING, await this.readPage(selection, null));
    while (shown.nextCursor !== null && shown.pages < pages) {
      shown = join(shown, await this.readPage(selection, shown.nextCursor));
    }
    return shown;
  }

  private readPage({ queue, state }: QueueSelection, cursor: string | null): Promise<Page> {
    return firstValueFrom(
      this.client.listQueueJobs({ queue, state, limit: PAGE, cursor: cursor ?? undefined }),
    );
  }
}

/** Jobs that come and go between two requests move the others; none is shown twice. */
function join({ items, pages }: Shown, next: Page): Shown {
  const known = new Set(items.map(({ id }) => id));
  const added = next.items.filter(({ id }) => !known.has(id));
  return { items: [...items, ...added], nextCursor: next.nextCursor, pages: pages + 1 };
}
