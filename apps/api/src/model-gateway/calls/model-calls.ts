import { randomUUID } from 'node:crypto';
import { ModelGatewaySettings } from '@nora/config';
import { ModelLedger, type CallEnd } from '@nora/domain';
import type { MeasuredModelCall } from '@nora/observability';
import { Injectable } from '@nestjs/common';
import { sendRefusal } from '../answer/send-refusal';
import type { Caller } from '../callers';
import { LoopGuard } from '../loop-guard';
import type { AskedCall } from '../request/asked-call';
import type { Refusal } from '../shapes/model-api';
import { ModelUpstreams } from '../upstream/model-upstreams';
import { Admissions } from './admissions';
import { endOf } from './call-end';
import { CallsInHand, CutError, type CallInHand } from './calls-in-hand';
import { CarriedCall, type Exchange } from './carried-call';

/** Carries calls of agents to their models, each from its admission until it is booked. */
@Injectable()
export class ModelCalls {
  private readonly listeners: ((call: MeasuredModelCall) => void)[] = [];

  constructor(
    private readonly admissions: Admissions,
    private readonly ledger: ModelLedger,
    private readonly upstreams: ModelUpstreams,
    private readonly inHand: CallsInHand,
    private readonly loopGuard: LoopGuard,
    private readonly settings: ModelGatewaySettings,
  ) {}

  /** From now on tells of each call that was admitted and is over. */
  onEnd(listener: (call: MeasuredModelCall) => void): void {
    this.listeners.push(listener);
  }

  /** @returns what has failed of Nora itself; null where nothing has */
  async carry(caller: Caller, asked: AskedCall, exchange: Exchange, startedAt: number): Promise<unknown> {
    const { agentId } = caller.route;
    const call: CallInHand = { callId: randomUUID(), agentId, abort: new AbortController() };
    if (!this.inHand.take(call)) {
      sendRefusal(exchange.response, asked.api, tooMany(this.settings.callsPerAgent));
      return null;
    }
    const { response } = exchange;
    response.once('close', () => {
      if (!response.writableFinished) call.abort.abort(new CutError('gone'));
    });
    const end = () => call.abort.abort(new CutError('late'));
    const late = setTimeout(end, this.settings.callTimeoutSeconds * 1_000);
    try {
      return await this.admitAndCarry(caller, asked, exchange, startedAt, call);
    } finally {
      clearTimeout(late);
      this.inHand.leave(call);
    }
  }

  private async admitAndCarry(
    caller: Caller,
    asked: AskedCall,
    exchange: Exchange,
    startedAt: number,
    { callId, abort: { signal } }: CallInHand,
  ): Promise<unknown> {
    const admission = await this.admissions.admit(caller, asked, callId, startedAt);
    if ('code' in admission) {
      sendRefusal(exchange.response, asked.api, admission);
      return null;
    }
    const { chain, route } = admission;
    const carried = new CarriedCall(this.upstreams, { callId, asked, chain, exchange, signal, startedAt });
    const over = carried.run();
    // While the call is on its way: it need not wait for this.
    this.loopGuard.count(route, asked);
    const { fault, ...ended } = await over;
    const end = endOf(ended);
    this.ledger.settle(end);
    this.observe(end);
    return fault;
  }

  private observe({ choice, outcome, latencyMs, inputTokens, outputTokens }: CallEnd): void {
    const tokens = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
    const call = { provider: choice.kind, outcome, seconds: latencyMs / 1_000, ...tokens };
    for (const listener of this.listeners) listener(call);
  }
}

function tooMany(most: number): Refusal {
  const message = `This agent has ${most} calls of models under way, which is as many as it may have.`;
  const resetsAt = new Date(Date.now() + 1_000);
  return { status: 429, code: 'too_many_calls', message, resetsAt };
}
