import type { CallAttempt, CallEnd } from '@nora/domain';
import { costOf } from '../../models/pricing';
import type { AnswerMeter } from '../answer/answer-meter';
import type { AskedCall } from '../request/asked-call';
import { likelyInput } from '../request/ceiling';
import type { ModelUsage } from '../shapes/model-api';
import { bookedAs } from './attempts';
import type { ChainLink } from './chain';

/** What is known of a call that is over. */
export interface EndedCall {
  callId: string;
  asked: AskedCall;
  /** Who has answered, or was asked last. */
  link: ChainLink;
  attempts: CallAttempt[];
  outcome: CallEnd['outcome'];
  status: number | null;
  errorCode: string | null;
  /** Of the answer; null where there was none. */
  meter: AnswerMeter | null;
  latencyMs: number;
  firstTokenMs: number | null;
}

const NOTHING: ModelUsage = {
  ...{ inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
};
/** After these nobody has read the request. */
const NOT_READ = new Set(['provider_unreachable', 'provider_refused']);

/** How a call is booked. What its provider does not say is estimated from what has gone by. */
export function endOf({ link, meter, asked, ...ended }: EndedCall): CallEnd {
  const usage = meter?.usage() ?? estimated(asked, meter, ended);
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage;
  const { callId, outcome, status, errorCode, latencyMs, firstTokenMs, attempts } = ended;
  return {
    ...{ callId, choice: bookedAs(link), outcome, status, errorCode },
    ...{ inputTokens, outputTokens, cachedInputTokens, reasoningTokens },
    ...{
      latencyMs: Math.round(latencyMs),
      firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    },
    costUsd: link.price && costOf(link.price, usage),
    priceSource: link.price?.source ?? 'unknown',
    attempts,
  };
}

function estimated(
  asked: AskedCall,
  meter: AnswerMeter | null,
  { status, errorCode }: Pick<EndedCall, 'status' | 'errorCode'>,
): ModelUsage {
  // Providers charge nothing for what they refuse.
  if (status !== null && status >= 400) return NOTHING;
  if (status === null && NOT_READ.has(errorCode ?? '')) return NOTHING;
  const outputTokens = asked.route.act === 'embed' ? 0 : (meter?.likelyOutput() ?? 0);
  return { ...NOTHING, inputTokens: likelyInput(asked.weight), outputTokens };
}
