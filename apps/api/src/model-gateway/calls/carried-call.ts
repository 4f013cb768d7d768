import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '@nora/contracts';
import type { CallAttempt, CallEnd } from '@nora/domain';
import type { StreamedAnswer } from '@nora/outbound-http';
import { meterFor, type AnswerMeter } from '../answer/answer-meter';
import { isEventStream } from '../answer/event-stream';
import { passOn } from '../answer/pass-on';
import { sendRefusal } from '../answer/send-refusal';
import type { AskedCall } from '../request/asked-call';
import { LOCKED, type Refusal } from '../shapes/model-api';
import { tellsUsage, type ModelUpstreams } from '../upstream/model-upstreams';
import { reach } from './attempts';
import type { EndedCall } from './call-end';
import { CutError } from './calls-in-hand';
import type { Chain, ChainLink } from './chain';

/** An agent's request, and where its answer goes. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** A call that was admitted. */
export interface AdmittedCall {
  callId: string;
  asked: AskedCall;
  chain: Chain;
  exchange: Exchange;
  /** Ends the call; its reason is a {@link CutError}. */
  signal: AbortSignal;
  /** By `performance.now()`. */
  startedAt: number;
}

/** One call on its way to a model and back. */
export class CarriedCall {
  private readonly attempts: CallAttempt[] = [];
  private link: ChainLink;
  private meter: AnswerMeter | null = null;
  private status: number | null = null;
  private firstTokenMs: number | null = null;

  constructor(
    private readonly upstreams: ModelUpstreams,
    private readonly call: AdmittedCall,
  ) {
    [this.link] = call.chain;
  }

  /** Carries it to its end, whichever that is. Never rejects: what went wrong is in what it gives back. */
  async run(): Promise<EndedCall & { fault: unknown }> {
    try {
      return await this.carry();
    } catch (error) {
      const { signal, asked, exchange } = this.call;
      const broken = endingOf(signal.aborted ? signal.reason : error, this.link);
      let fault = broken.isFault ? error : null;
      try {
        sendRefusal(exchange.response, asked.api, broken.refusal);
      } catch (unsent) {
        exchange.response.destroy();
        fault ??= unsent;
      }
      return { ...this.ended(broken.outcome, broken.refusal.code), fault };
    }
  }

  private async carry(): Promise<EndedCall & { fault: null }> {
    const { chain, asked, exchange, signal } = this.call;
    const request = { asked, headers: exchange.request.headers, signal };
    const reached = await reach(this.upstreams, chain, request, (link, attempt) => {
      this.link = link;
      this.attempts.push(attempt);
    });
    if ('refusal' in reached) {
      sendRefusal(exchange.response, asked.api, reached.refusal);
      return { ...this.ended('failed', reached.refusal.code), fault: null };
    }
    await this.pass(reached);
    const isWell = reached.status < 400;
    return {
      ...this.ended(isWell ? 'succeeded' : 'failed', isWell ? null : `provider_${reached.status}`),
      fault: null,
    };
  }

  private async pass(answer: StreamedAnswer): Promise<void> {
    const { asked, exchange, signal, startedAt } = this.call;
    const contentType = String(answer.headers['content-type'] ?? '');
    this.status = answer.status;
    this.meter = meterFor(asked.api, contentType);
    const isStream = isEventStream(contentType);
    await passOn({
      ...{ answer, response: exchange.response, meter: this.meter, signal },
      withholdsUsage: isStream && !asked.wantsUsageEvent && tellsUsage(this.link.choice, asked),
      onFirst: () => (this.firstTokenMs = performance.now() - startedAt),
    });
  }

  private ended(outcome: CallEnd['outcome'], errorCode: string | null): EndedCall {
    const { callId, asked, startedAt } = this.call;
    const { attempts, link, meter, status, firstTokenMs } = this;
    const latencyMs = performance.now() - startedAt;
    return { callId, asked, attempts, link, meter, status, firstTokenMs, latencyMs, outcome, errorCode };
  }
}

/** How a call has ended that did not come to its end. */
interface Ending {
  outcome: CallEnd['outcome'];
  refusal: Refusal;
  /** Whether it is Nora that has failed. */
  isFault: boolean;
}

function endingOf(reason: unknown, { choice }: ChainLink): Ending {
  if (reason instanceof CutError) return { ...CUTS[reason.why], isFault: false };
  if (reason instanceof DomainError) {
    const code = reason.code === 'outbound_timeout' ? 'provider_timeout' : 'provider_broke_off';
    const message = `The provider “${choice.name}” did not finish its answer: ${reason.message}`;
    return { outcome: 'failed', refusal: { status: 502, code, message }, isFault: false };
  }
  const message = 'Nora could not carry this call. Its log says more.';
  return { outcome: 'failed', refusal: { status: 500, code: 'internal_error', message }, isFault: true };
}

const CUTS: Record<CutError['why'], Omit<Ending, 'isFault'>> = {
  gone: {
    outcome: 'cancelled',
    refusal: { status: 499, code: 'caller_gone', message: 'The caller has gone.' },
  },
  cut: {
    outcome: 'cut',
    refusal: { status: LOCKED, code: 'models_stopped', message: 'The models of this agent were stopped.' },
  },
  late: {
    outcome: 'failed',
    refusal: { status: 504, code: 'call_timeout', message: 'The call took longer than a call may take.' },
  },
  closing: {
    outcome: 'failed',
    refusal: { status: 503, code: 'restarting', message: 'Nora is being restarted. Ask again in a moment.' },
  },
};
