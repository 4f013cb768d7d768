import type { EventPayloads } from '@nora/contracts';
import type { StoredEvent } from '@nora/domain';
import type { SseStream } from '@nora/http-kit';

/** Events that may wait while a subscriber is shown what it missed. */
const WAITING_LIMIT = 5_000;

/** One open event stream: sends what its account may see, in order, nothing twice. */
export class EventSubscriber {
  /** Present while missed events are still being shown: newer ones wait here. */
  private waiting: StoredEvent[] | null = [];
  private lastPosition: string | null = null;
  private stream: SseStream | null = null;
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
    return this.stream;
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
    // The subscriber reads too slowly to ever catch up here; it comes back with its last event id.
    if (this.waiting.length > WAITING_LIMIT) this.stream?.end();
  }

  /** A missed event; waits for the reader. */
  async replay(event: StoredEvent): Promise<void> {
    this.send(event);
    await this.stream?.ready();
  }

  /** Everything missed has been shown: goes on with what waited meanwhile. */
  goLive(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    const shownUpTo = this.lastPosition;
    for (const event of waiting) {
      if (shownUpTo === null || comparePositions(event.position, shownUpTo) > 0) this.send(event);
    }
  }

  private send(event: StoredEvent): void {
    this.lastPosition = event.position;
    if (!this.workspaceIds.has(event.workspaceId) && !this.isOwnMembership(event)) return;
    const { within } = this.listener;
    if (within !== null && event.workspaceId !== within) return;
    const { position, workspaceId, type, payload, createdAt } = event;
    const data = { ...payload, id: position, at: createdAt.toISOString(), workspaceId };
    this.stream?.send({ id: position, event: type, data });
  }

  /** That an account was taken out of a workspace is the last it hears of it. */
  private isOwnMembership({ type, payload }: StoredEvent): boolean {
    return (
      type === 'membership.changed' &&
      (payload as EventPayloads['membership.changed']).userId === this.listener.userId
    );
  }
}

/** Order of two positions of the event log. */
export function comparePositions(a: string, b: string): number {
  const [aTransaction = '0', aSequence = '0'] = a.split('-');
  const [bTransaction = '0', bSequence = '0'] = b.split('-');
  const byTransaction = BigInt(aTransaction) - BigInt(bTransaction);
  const difference = byTransaction === 0n ? BigInt(aSequence) - BigInt(bSequence) : byTransaction;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
