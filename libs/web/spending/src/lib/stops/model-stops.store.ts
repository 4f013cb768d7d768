import { signal, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { LiveEvents, type ModelStop, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, merge } from 'rxjs';

const SETTLE_MS = 200;
const CONCERNS: ReadonlySet<string> = new Set(['models.stopped', 'models.resumed']);

/**
 * What keeps the models of an agent, a workspace or the installation from being called, kept true by the event
 * stream. Each page derives its own, which is the one that asks the API.
 */
export abstract class ModelStopsStore {
  private readonly shown = signal<readonly ModelStop[] | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly lifting = signal(false);
  private ticket = 0;
  /** Id of the agent or workspace; empty for the installation. */
  protected of = '';

  /** All that are in force, the strictest first; null until the first answer. */
  readonly stops = this.shown.asReadonly();
  readonly problem = this.fault.asReadonly();
  /** True while the models are being let run again. */
  readonly resuming = this.lifting.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    merge(live.events.pipe(filter(({ type }) => CONCERNS.has(type))), live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  protected abstract read(of: string): Promise<readonly ModelStop[]>;
  /** Answers what is in force afterwards, as {@link lift} does. */
  protected abstract put(of: string, reason: string | undefined): Promise<readonly ModelStop[]>;
  protected abstract lift(of: string): Promise<readonly ModelStop[]>;

  /** @param of id of an agent or workspace; empty for the installation */
  async show(of: string): Promise<void> {
    if (of !== this.of) this.shown.set(null);
    this.of = of;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const ticket = (this.ticket += 1);
    try {
      const stops = await this.read(this.of);
      if (ticket !== this.ticket) return;
      this.shown.set(stops);
      this.fault.set(null);
    } catch (error) {
      if (ticket === this.ticket) this.fault.set(toUserProblem(error));
    }
  }

  /** Throws what the client throws. */
  async stop(reason: string | undefined): Promise<void> {
    this.take(await this.put(this.of, reason));
  }

  /** Lets the models run again; true when it was done. What stopped more than these stays in force. */
  async resume(): Promise<boolean> {
    if (this.lifting()) return false;
    this.lifting.set(true);
    try {
      this.take(await this.lift(this.of));
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.lifting.set(false);
    }
  }

  private take(stops: readonly ModelStop[]): void {
    // An answer on its way is of before.
    this.ticket += 1;
    this.shown.set(stops);
    this.fault.set(null);
  }
}
