import { randomUUID } from 'node:crypto';
import type { ReservedAmount } from '../entities';
import type { Transactions } from '../transactions';
import { findCalls } from './cut-calls';
import { Holders } from './holders';
import type { Admission, CallEnd, CallRefusal, CallRequest, FullBudget, StopInForce } from './ledger-types';
import { maintainModelPartitions } from './model-partitions';
import { Refusals } from './refusals';
import { endOf, releaseOf, settleCalls, type OpenCall, type Settlement } from './settlements';

/** How long what is over waits for others to be booked together with it, at most. */
const BATCH_MS = 200;
const BATCH_SIZE = 500;
/** Refusals that wait while they cannot be written; more are dropped. Calls never are. */
const MOST_WAITING_REFUSALS = 5_000;
const BEAT_MS = 3_000;
const TELL_SPENT_SECONDS = 2;
const DAY_MS = 86_400_000;

/** How {@link ModelLedger} tells of what went wrong behind its callers' backs. */
export type LedgerFault = (error: unknown, what: string) => void;

/** What `reserve_model_call` answers. */
type Answer =
  | { is: 'admitted'; amounts: ReservedAmount[] }
  | { is: 'stale' }
  | { is: 'unpriced' }
  | { is: 'stopped'; stop: Omit<StopInForce, 'until'> & { until: string | null } }
  | {
      is: 'exhausted';
      budget: FullBudget;
      resetsAt: string | null;
      pauses: boolean;
      momentary: boolean;
      news: boolean;
    };

/**
 * Admits calls of models, and books them (ADR 0029). One of these to a process that carries calls; PostgreSQL is all
 * that they share, so that any number of them admit as one would.
 */
export class ModelLedger {
  /** Names this process among those that carry calls. */
  readonly holderId = randomUUID();
  private readonly open = new Map<string, OpenCall>();
  private readonly refusals = new Refusals();
  private readonly holders: Holders;
  private waiting: Settlement[] = [];
  private flushing: Promise<void> | null = null;
  private batchTimer: NodeJS.Timeout | null = null;
  private beatTimer: NodeJS.Timeout | null = null;
  private started: Promise<void> | null = null;
  private beating: Promise<void> = Promise.resolve();
  private partitionsOf = -1;

  constructor(
    private readonly transactions: Transactions,
    private readonly onFault: LedgerFault,
  ) {
    this.holders = new Holders(transactions.dataSource, this.holderId);
  }

  /** Says that this process lives, which it goes on to do. Calls do it as well where it was forgotten. */
  start(): Promise<void> {
    this.started ??= this.begin().catch((error: unknown) => {
      this.started = null;
      throw error;
    });
    return this.started;
  }

  /** Calls that are under way here. */
  get inHand(): number {
    return this.open.size;
  }

  /**
   * Sets aside what a call may take. One that was admitted must be settled.
   * @throws when PostgreSQL does not answer: the call must not be made
   */
  async reserve(request: CallRequest): Promise<Admission> {
    await this.start();
    const { callId, route, choice, shape, streamed, tokens, costUsd } = request;
    const call: OpenCall = {
      ...{ callId, at: new Date(), agentId: route.agentId, workspaceId: route.workspaceId },
      ...{ keyHash: route.keyHash, revision: route.revision, choice, shape, streamed },
      ...{ tokens: Math.max(0, Math.ceil(tokens)), costUsd, amounts: [] },
    };
    this.open.set(callId, call);
    try {
      const answer = await this.ask(call);
      if (answer.is === 'admitted') call.amounts = answer.amounts;
      else this.open.delete(callId);
      return this.admissionOf(answer);
    } catch (error) {
      this.open.delete(callId);
      // It may have been set aside all the same, if only the answer was lost.
      this.enqueue(releaseOf(call));
      throw error;
    }
  }

  /** Books how a call ended, a moment later. Never throws; one that is not under way here is passed over. */
  settle(end: CallEnd): void {
    const call = this.open.get(end.callId);
    if (!call) return;
    this.open.delete(end.callId);
    this.enqueue(endOf(call, end));
  }

  /** Gives back what was set aside for a call that was not made after all. Leaves no row. */
  release(callId: string): void {
    const call = this.open.get(callId);
    if (!call) return;
    this.open.delete(callId);
    this.enqueue(releaseOf(call));
  }

  /** Writes down that a call was refused; as many rows as help a person, however often an agent asks. Never throws. */
  refused(refusal: CallRefusal): void {
    const row = this.refusals.rowOf(refusal);
    if (row && this.waiting.length < MOST_WAITING_REFUSALS) this.enqueue(row);
  }

  /**
   * Which of the calls under way here must end now: somebody has stopped their models, their agent is deleted, or its
   * key is another.
   * @returns ids of calls
   */
  async cutNow(calls: readonly { callId: string }[]): Promise<string[]> {
    const known = calls.flatMap(({ callId }) => this.open.get(callId) ?? []);
    return known.length === 0 ? [] : findCalls(this.transactions.dataSource, known);
  }

  /** Books all that is over now. @throws when that is not possible; it is tried again by itself */
  async flush(): Promise<void> {
    while (this.waiting.length > 0 || this.flushing) await this.flushOnce();
  }

  /**
   * What is done now and then, by itself: says that this process lives, books what others have left, lifts stops whose
   * time has come, tells what is spent.
   */
  async lookAfter(): Promise<void> {
    await this.holders.beat();
    await this.maintainPartitions();
    const news = await this.holders.bookLost();
    const lifted = await this.holders.liftExpired();
    const told = await this.tellSpent();
    if (news || lifted || told) this.transactions.wake();
  }

  /**
   * Books all that is over, and no more after it. What is still under way is left to others, who book it at its
   * ceiling; so settle it before.
   */
  async close(): Promise<void> {
    if (this.beatTimer) clearInterval(this.beatTimer);
    this.beatTimer = null;
    await this.beating;
    await this.flush();
    if (this.started && this.open.size === 0) await this.holders.leave();
  }

  private async begin(): Promise<void> {
    await this.holders.beat();
    await this.maintainPartitions();
    this.beatTimer ??= setInterval(() => {
      this.beating = this.lookAfter().catch((error: unknown) =>
        this.onFault(error, 'the ledger of models could not be looked after; trying again'),
      );
    }, BEAT_MS);
    this.beatTimer.unref();
  }

  private async tellSpent(): Promise<boolean> {
    const [row] = await this.transactions.dataSource.query<{ told: number }[]>(
      'SELECT tell_spent_budgets($1) AS told',
      [TELL_SPENT_SECONDS],
    );
    return (row?.told ?? 0) > 0;
  }

  private async maintainPartitions(): Promise<void> {
    const now = new Date();
    const day = Math.floor(now.getTime() / DAY_MS);
    if (day === this.partitionsOf) return;
    await maintainModelPartitions(this.transactions.dataSource, now, null);
    this.partitionsOf = day;
  }

  private async ask({ choice, ...call }: OpenCall): Promise<Answer> {
    const [row] = await this.transactions.dataSource.query<{ answer: Answer }[]>(
      'SELECT reserve_model_call($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS answer',
      [
        ...[
          call.callId,
          call.at,
          this.holderId,
          call.agentId,
          call.keyHash,
          call.revision,
          choice.providerId,
        ],
        ...[choice.kind, choice.model, call.shape, call.streamed, call.tokens, call.costUsd],
      ],
    );
    if (!row) throw new Error('reserve_model_call gave no answer');
    return row.answer;
  }

  private admissionOf(answer: Answer): Admission {
    switch (answer.is) {
      case 'stopped': {
        const { until, ...stop } = answer.stop;
        return { is: 'stopped', stop: { ...stop, until: until === null ? null : new Date(until) } };
      }
      case 'exhausted': {
        const { budget, resetsAt, pauses, momentary, news } = answer;
        if (news) this.transactions.wake();
        const resets = resetsAt === null ? null : new Date(resetsAt);
        return { is: 'exhausted', budget, resetsAt: resets, paused: pauses && !momentary, momentary };
      }
      default:
        return { is: answer.is };
    }
  }

  private enqueue(settlement: Settlement): void {
    this.waiting.push(settlement);
    if (this.waiting.length >= BATCH_SIZE) this.flushSoon(0);
    else this.flushSoon(BATCH_MS);
  }

  private flushSoon(afterMs: number): void {
    if (this.batchTimer !== null) return;
    this.batchTimer = setTimeout(() => {
      this.batchTimer = null;
      this.flushOnce().catch((error: unknown) => {
        this.onFault(error, 'calls of models could not be booked; trying again');
        this.flushSoon(5 * BATCH_MS);
      });
    }, afterMs);
  }

  private flushOnce(): Promise<void> {
    this.flushing ??= this.book().finally(() => {
      this.flushing = null;
      if (this.waiting.length > 0) this.flushSoon(BATCH_MS);
    });
    return this.flushing;
  }

  private async book(): Promise<void> {
    const batch = this.waiting.splice(0, BATCH_SIZE);
    if (batch.length === 0) return;
    try {
      if (await settleCalls(this.transactions.dataSource, batch)) this.transactions.wake();
    } catch (error) {
      this.waiting.unshift(...batch);
      throw error;
    }
  }
}
