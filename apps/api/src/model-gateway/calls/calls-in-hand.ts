import { ModelLedger } from '@nora/domain';
import { ModelGatewaySettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../../core/logger';

/** How often it is looked whether calls under way must end: a stop is to be felt within two seconds. */
const LOOK_EVERY_MS = 500;

/** Why a call was ended from here. */
export class CutError extends Error {
  constructor(readonly why: 'cut' | 'gone' | 'late' | 'closing') {
    super(`the call was ended: ${why}`);
    this.name = 'CutError';
  }
}

/** A call under way. */
export interface CallInHand {
  callId: string;
  agentId: string;
  abort: AbortController;
}

/** The calls that this process carries: so many for an agent, and none longer than its models may be called. */
@Injectable()
export class CallsInHand {
  private readonly calls = new Map<string, CallInHand>();
  private readonly ofAgents = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private looking = false;

  constructor(
    private readonly ledger: ModelLedger,
    private readonly settings: ModelGatewaySettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns false when the agent has as many under way as it may have */
  take(call: CallInHand): boolean {
    const count = this.ofAgents.get(call.agentId) ?? 0;
    if (count >= this.settings.callsPerAgent) return false;
    this.ofAgents.set(call.agentId, count + 1);
    this.calls.set(call.callId, call);
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
    return true;
  }

  leave({ callId, agentId }: CallInHand): void {
    if (!this.calls.delete(callId)) return;
    const count = (this.ofAgents.get(agentId) ?? 1) - 1;
    if (count === 0) this.ofAgents.delete(agentId);
    else this.ofAgents.set(agentId, count);
    if (this.calls.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  /**
   * Lets what is under way come to its end, and ends what has not by then.
   * @param withinMs milliseconds
   */
  async drain(withinMs: number): Promise<void> {
    await this.emptied(withinMs);
    for (const { abort } of this.calls.values()) abort.abort(new CutError('closing'));
    await this.emptied(2_000);
  }

  private async emptied(withinMs: number): Promise<void> {
    for (const until = Date.now() + withinMs; this.calls.size > 0 && Date.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      for (const callId of await this.ledger.cutNow([...this.calls.values()])) {
        this.calls.get(callId)?.abort.abort(new CutError('cut'));
      }
    } catch (error) {
      this.logger.warn({ error }, 'it is not known whether calls of models must end; looking again');
    } finally {
      this.looking = false;
    }
  }
}
