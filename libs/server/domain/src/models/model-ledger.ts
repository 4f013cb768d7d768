import { randomUUID } from 'node:crypto';
import { DomainError } from '@nora/contracts';
import type { ReservedAmount } from '../entities';
import { PreparedStatement } from '../prepared-statement';
import type { Transactions } from '../transactions';
import { Bookings, type LedgerFault } from './bookings';
import { findCalls } from './cut-calls';
import { Holders } from './holders';
import type { Admission, CallEnd, CallRefusal, CallRequest, FullBudget, StopInForce } from './ledger-types';
import { maintainModelPartitions } from './model-partitions';
import { Refusals } from './refusals';
import { endOf, isAmount, releaseOf, storable, type OpenCall } from './settlements';
import { within } from './within';

/** A caller is told by then, if only that nobody knows. */
const ADMIT_WITHIN_MS = 5_000;
/** PostgreSQL may go on that long with what nobody waits for: longer than any statement may take. */
const DOUBT_MS = 60_000;
/** How long it is tried to book what is over while the process ends, which calls under way have held up before. */
const CLOSE_WITHIN_MS = 4_000;
/** Refusals that wait while they cannot be written; more are dropped. Calls never are. */
const MOST_WAITING_REFUSALS = 5_000;
const BEAT_MS = 3_000;
const TELL_SPENT_SECONDS = 2;
const DAY_MS = 86_400_000;

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

const RESERVE = new PreparedStatement<{ answer: Answer }>(
  'reserve_model_call',
  'SELECT reserve_model_call($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS answer',
);

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
  private readonly bookings: Bookings;
  private beatTimer: NodeJS.Timeout | null = null;
  private started: Promise<void> | null = null;
  private beating: Promise<void> | null = null;
  private partitionsOf = -1;
  private doubtUntil = 0;
  private closed = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly onFault: LedgerFault,
  ) {
    this.holders = new Holders(transactions.dataSource, this.holderId);
    this.bookings = new Bookings(transactions.dataSource, onFault, () => transactions.wake());
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
   * Sets aside what a call may take. One that was admitted must be settled, or released.
   * @throws DomainError `service_unavailable` when PostgreSQL does not answer within five seconds, or this process ends
   * @throws RangeError when the ceiling is no amount
   */
  async reserve(request: CallRequest): Promise<Admission> {
    const call = openCallOf(request);
    if (this.closed)
      throw new DomainError('service_unavailable', 'This process admits no more calls of models.');
    const asked = this.ask(call);
    try {
      return this.admissionOf(await within(ADMIT_WITHIN_MS, asked));
    } catch (cause) {
      const forget = (): void => this.forget(call.callId);
      forget();
      asked.then(forget, forget);
      const message = 'Nobody can tell now whether this call of a model may be made. Try again in a moment.';
      throw new DomainError('service_unavailable', message, {}, { cause });
    }
  }

  /**
   * Books how a call ended, a moment later, or as soon as PostgreSQL takes it. Never throws; one that is not under way
   * here is passed over.
   */
  settle(end: CallEnd): void {
    const call = this.open.get(end.callId);
    if (!call) return;
    this.open.delete(end.callId);
    this.bookings.add(endOf(call, end));
  }

  /** Gives back what was set aside for a call that was not made after all. Leaves no row. */
  release(callId: string): void {
    const call = this.open.get(callId);
    if (!call) return;
    this.open.delete(callId);
    this.bookings.add(releaseOf(call));
  }

  /** Writes down that a call was refused; as many rows as help a person, however often an agent asks. Never throws. */
  refused(refusal: CallRefusal): void {
    const row = this.refusals.rowOf(refusal);
    if (row && this.bookings.size < MOST_WAITING_REFUSALS) this.bookings.add(row);
  }

  /**
   * Which of the calls under way here must end now: somebody has stopped their models, their agent is deleted, or its
   * key is another.
   * @returns ids of calls
   * @throws when PostgreSQL does not answer
   */
  async cutNow(calls: readonly { callId: string }[]): Promise<string[]> {
    const known = calls.flatMap(({ callId }) => this.open.get(callId) ?? []);
    return known.length === 0 ? [] : findCalls(this.transactions.dataSource, known);
  }

  /** Books all that is over now. @throws when that is not possible; it is tried again by itself */
  flush(): Promise<void> {
    return this.bookings.flush();
  }

  /**
   * What is done every three seconds from the start on, by itself: says that this process lives, books what others have
   * left, gives back what was set aside for nothing, lifts stops whose time has come, tells what is spent.
   * @throws when PostgreSQL does not answer
   */
  async lookAfter(): Promise<void> {
    await this.holders.beat();
    await this.maintainPartitions();
    if (Date.now() < this.doubtUntil) await this.releaseForgotten();
    const news = await this.holders.bookLost();
    const lifted = await this.holders.liftExpired();
    const told = await this.tellSpent();
    if (news || lifted || told) this.transactions.wake();
  }

  /**
   * Admits no more, and books all that is over, for which it takes four seconds at most. What is still under way is
   * left to others, who book it at its ceiling; so settle it before.
   * @throws when it could not be booked: others will, at its ceiling
   */
  async close(): Promise<void> {
    this.closed = true;
    if (this.beatTimer) clearInterval(this.beatTimer);
    this.beatTimer = null;
    await within(CLOSE_WITHIN_MS, this.leave());
  }

  private async leave(): Promise<void> {
    await this.beating;
    await this.bookings.drain(CLOSE_WITHIN_MS);
    if (this.started && this.open.size === 0) await this.holders.leave();
  }

  private async begin(): Promise<void> {
    await this.holders.beat();
    await this.maintainPartitions();
    if (!this.closed) this.beatTimer ??= setInterval(() => this.look(), BEAT_MS).unref();
  }

  private look(): void {
    this.beating ??= this.lookAfter()
      .catch((error: unknown) =>
        this.onFault(error, 'the ledger of models could not be looked after; trying again'),
      )
      .finally(() => {
        this.beating = null;
      });
  }

  /** Nobody will make this call. It may have been set aside all the same, or yet be, if only the answer was lost. */
  private forget(callId: string): void {
    this.open.delete(callId);
    this.doubtUntil = Date.now() + DOUBT_MS;
  }

  private async releaseForgotten(): Promise<void> {
    const known = [...this.open.keys(), ...this.bookings.ids()];
    const forgotten = await this.holders.forgotten(known);
    // Some may have been admitted, and have ended, while that was looked for.
    const ending = new Set(this.bookings.ids());
    for (const release of forgotten) {
      if (!this.open.has(release.id) && !ending.has(release.id)) this.bookings.add(release);
    }
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

  private async ask(call: OpenCall): Promise<Answer> {
    await this.start();
    this.open.set(call.callId, call);
    const answer = await this.query(call);
    if (answer.is !== 'admitted') this.open.delete(call.callId);
    else call.amounts = answer.amounts;
    return answer;
  }

  private async query({ choice, ...call }: OpenCall): Promise<Answer> {
    const { callId, at, agentId, keyHash, revision, shape, streamed, tokens, costUsd } = call;
    const [row] = await RESERVE.run(this.transactions.dataSource, [
      ...[callId, at, this.holderId, agentId, keyHash, revision, choice.providerId],
      ...[choice.kind, choice.model, shape, streamed, tokens, costUsd],
    ]);
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
}

function openCallOf({ callId, route, choice, shape, streamed, tokens, costUsd }: CallRequest): OpenCall {
  if (costUsd !== null && !isAmount(costUsd)) throw new RangeError(`${costUsd} is no amount`);
  if (!Number.isFinite(tokens)) throw new RangeError(`${tokens} is no number of tokens`);
  return {
    ...{ callId, at: new Date(), agentId: route.agentId, workspaceId: route.workspaceId },
    ...{ keyHash: route.keyHash, revision: route.revision, shape, streamed, costUsd, amounts: [] },
    ...{ choice: { ...choice, model: storable(choice.model) }, tokens: Math.max(0, Math.ceil(tokens)) },
  };
}
