import type { AskedCall } from './asked-call';
import type { InputWeight } from './weigh';

/** A token is two bytes at least in all but the oddest text. */
const BYTES_PER_TOKEN = 2;
/** Of one picture, sound or document, and more where much of it is in the request. */
const TOKENS_PER_MEDIUM = 4_000;
const MEDIA_BYTES_PER_TOKEN = 50;
/** What providers put around a conversation. */
const FRAME_TOKENS = 64;
/** Of output where the request does not say how much it may be. */
const DEFAULT_MOST_OUTPUT = 32_000;

/** The most that a call is taken to use (ADR 0030). */
export interface TokenCeiling {
  inputTokens: number;
  outputTokens: number;
}

/** @param contextWindow of the model, which no answer is longer than; null where it is not known */
export function ceilingOf(asked: AskedCall, contextWindow: number | null): TokenCeiling {
  const stated = asked.maxOutputTokens ?? Math.min(DEFAULT_MOST_OUTPUT, contextWindow ?? Infinity);
  return { inputTokens: inputCeiling(asked.weight), outputTokens: asked.route.act === 'embed' ? 0 : stated };
}

/** What a call has probably used of input where its provider does not say. */
export function likelyInput({ textBytes, media, mediaBytes }: InputWeight): number {
  return Math.ceil(textBytes / 4) + media * 1_000 + Math.ceil(mediaBytes / 1_000);
}

function inputCeiling({ textBytes, media, mediaBytes }: InputWeight): number {
  const ofMedia = media * TOKENS_PER_MEDIUM + Math.ceil(mediaBytes / MEDIA_BYTES_PER_TOKEN);
  return Math.ceil(textBytes / BYTES_PER_TOKEN) + ofMedia + FRAME_TOKENS;
}
