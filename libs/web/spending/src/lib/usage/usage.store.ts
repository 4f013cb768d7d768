import { DOCUMENT, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { LiveEvents, type Usage, type UserProblem, toUserProblem, whileVisible } from '@nora/data-access';
import { merge, skip } from 'rxjs';

/** Calls are booked without anybody telling. */
const LOOK_AGAIN_MS = 15_000;

/** What is asked: at least whose usage. */
export interface UsageOf {
  /** Id of the workspace or agent; empty for the installation. */
  of: string;
}

/**
 * Usage of one time and grouping, read again now and then. Each page derives its own, which is the one that asks the
 * API. The answer to an earlier question is dropped; what is shown stays until the next answer is there, unless it
 * is the usage of somebody else.
 */
export abstract class UsageStore<Question extends UsageOf> {
  private readonly shown = signal<Usage | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private asked: Question | null = null;

  readonly usage = this.shown.asReadonly();
  readonly problem = this.fault.asReadonly();

  constructor() {
    const again = whileVisible(inject(DOCUMENT), LOOK_AGAIN_MS).pipe(skip(1));
    merge(again, inject(LiveEvents).resync)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  /** Asks the API. */
  protected abstract read(question: Question): Promise<Usage>;

  async show(question: Question): Promise<void> {
    if (this.asked?.of !== question.of) this.shown.set(null);
    this.asked = question;
    await this.refresh();
  }

  /** Reads it again. */
  async refresh(): Promise<void> {
    const { asked } = this;
    if (asked === null) return;
    try {
      const usage = await this.read(asked);
      if (asked !== this.asked) return;
      this.shown.set(usage);
      this.fault.set(null);
    } catch (error) {
      if (asked === this.asked) this.fault.set(toUserProblem(error));
    }
  }
}
