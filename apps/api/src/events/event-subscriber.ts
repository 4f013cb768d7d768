import { MISSED_EVENTS, type EventPayloads } from '@nora/contracts';
import type { StoredEvent } from '@nora/domain';
import { LossySender, formatEvent, type SseStream } from '@nora/http-kit';

/** Events that may wait while a subscriber is shown what it missed. */
const WAITING_LIMIT = 5_000;
/** Characters that may wait for a subscriber that reads slowly. They are kept once for all that wait for them. */
const UNREAD_LIMIT = 1024 * 1024;

/** One open event stream: sends what its account may see, in order, nothing twice; says so when it leaves some out. */
export class EventSubscriber {
  /** Present while missed events are still being shown: newer ones wait here. */
  private waiting: StoredEvent[] | null = [];
  /** Events up to here are known to the reader; null once newer ones have come by themselves. */
  private shownUpTo: string | null = null;
  private stream: SseStream | null = null;
  private sender: LossySender<string> | null = null;
  private overflowed = false;
  private workspaceIds: ReadonlySet<string> = new Set();

  /**
   * @param listener the account, and the one workspace it is confined to when an API key listens for it
   * @param openStream writes the head of the answer
   */
  constructor(
    private readonly listener: { userId: string; within: string | null },
    private readonly openStream: () => SseStream,
  ) {}

  get userId(): string {
    return this.listener.userId;
  }

  /** Tells the reader that it is listening. Only now, so that nothing that happens from then on is missed. */
  open(): SseStream {
    this.stream = this.openStream();
    this.sender = new LossySender<string>(this.stream, {
      limit: UNREAD_LIMIT,
      marker: ({ count }) => ({ event: MISSED_EVENTS, data: { count } }),
    });
    return this.stream;
  }

  /** Begins behind a position: whatever is offered up to there is known to the reader. */
  beginBehind(position: string): void {
    this.shownUpTo = position;
  }

  /** Takes over the workspaces the account is a member of now. */
  allow(workspaceIds: ReadonlySet<string>): void {
    this.workspaceIds = workspaceIds;
  }

  /** A new event of the log. */
  offer(event: StoredEvent): void {
    if (!this.waiting) {
      this.send(event);
      return;
    }
    this.waiting.push(event);
    if (this.waiting.length <= WAITING_LIMIT) return;
    this.waiting = [];
    this.overflowed = true;
  }

  /** A missed event; waits for the reader. */
  async replay(event: StoredEvent): Promise<void> {
    this.shownUpTo = event.position;
    const text = this.textFor(event);
    if (text !== null) this.stream?.sendText(text);
    await this.stream?.ready();
  }

  /**
   * Everything missed has been shown: goes on with what waited meanwhile.
   * @returns false when too much waited to be kept: what came meanwhile has to be shown, too
   */
  goLive(): boolean {
    if (this.overflowed) {
      this.overflowed = false;
      return false;
    }
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const event of waiting) this.send(event);
    return true;
  }

  private send(event: StoredEvent): void {
    if (this.shownUpTo !== null) {
      // The table may have been read further than the log has come that everybody follows.
      if (comparePositions(event.position, this.shownUpTo) <= 0) return;
      this.shownUpTo = null;
    }
    const text = this.textFor(event);
    if (text !== null) this.sender?.send(text, event.position);
  }

  /** What is sent of an event; null when this account may not see it. */
  private textFor(event: StoredEvent): string | null {
    if (!this.workspaceIds.has(event.workspaceId) && !this.isOwnMembership(event)) return null;
    const { within } = this.listener;
    return within === null || event.workspaceId === within ? textOf(event) : null;
  }

  /** That an account was taken out of a workspace is the last it hears of it. */
  private isOwnMembership({ type, payload }: StoredEvent): boolean {
    return (
      type === 'membership.changed' &&
      (payload as EventPayloads['membership.changed']).userId === this.listener.userId
    );
  }
}

/** Made once for everybody who is sent it. */
const texts = new WeakMap<StoredEvent, string>();

function textOf(event: StoredEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const { position, workspaceId, type, payload, createdAt } = event;
  const data = { ...payload, id: position, at: createdAt.toISOString(), workspaceId };
  const text = formatEvent({ id: position, event: type, data });
  texts.set(event, text);
  return text;
}

/** Order of two positions of the event log. */
export function comparePositions(a: string, b: string): number {
  const [aTransaction = '0', aSequence = '0'] = a.split('-');
  const [bTransaction = '0', bSequence = '0'] = b.split('-');
  const byTransaction = BigInt(aTransaction) - BigInt(bTransaction);
  const difference = byTransaction === 0n ? BigInt(aSequence) - BigInt(bSequence) : byTransaction;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
