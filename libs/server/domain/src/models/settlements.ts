import type { ModelApiShape } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import type { ReservedAmount } from '../entities';
import type { BookedChoice, CallEnd } from './ledger-types';

/** Names of models and codes of errors are not this long. */
const MOST_CHARACTERS = 500;
const MOST_MS = 2 ** 31 - 1;

/** What is known of a call while it is under way. */
export interface OpenCall {
  callId: string;
  at: Date;
  agentId: string;
  workspaceId: string;
  keyHash: string;
  revision: number;
  choice: BookedChoice;
  shape: ModelApiShape;
  streamed: boolean;
  tokens: number;
  costUsd: string | null;
  amounts: ReservedAmount[];
}

type CallFacts = Record<string, unknown> & { id: string };

/** A row of `settled_model_call`, as `settle_model_calls` takes it. */
export type Settlement = CallFacts & { outcome: string };

/**
 * The call ended as told. A cost that is no amount is taken for what was set aside: what is booked must be possible to
 * add up.
 */
export function endOf(call: OpenCall, end: CallEnd): Settlement {
  return {
    ...factsOf(call),
    provider_id: end.choice.providerId,
    provider_kind: end.choice.kind,
    model: end.choice.model,
    outcome: end.outcome,
    status: end.status,
    error_code: end.errorCode,
    input_tokens: wholeOf(end.inputTokens),
    output_tokens: wholeOf(end.outputTokens),
    cached_input_tokens: wholeOf(end.cachedInputTokens),
    reasoning_tokens: wholeOf(end.reasoningTokens),
    latency_ms: wholeOf(end.latencyMs, MOST_MS),
    first_token_ms: wholeOf(end.firstTokenMs, MOST_MS),
    cost_usd: end.costUsd === null || isAmount(end.costUsd) ? end.costUsd : call.costUsd,
    price_source: end.priceSource,
    attempts: end.attempts,
  };
}

/** The call was never made: what was set aside is free again. */
export function releaseOf(call: OpenCall): Settlement {
  return { ...factsOf(call), outcome: 'released' };
}

/** Nobody knows how the call ended: it took what was set aside. */
export function lossOf(call: OpenCall, latencyMs: number): Settlement {
  return {
    ...factsOf(call),
    outcome: 'lost',
    output_tokens: call.tokens,
    latency_ms: latencyMs,
    cost_usd: call.costUsd,
    price_source: lostPriceSource(call),
    attempts: [],
  };
}

/**
 * The same call, as if nobody knew how it ended.
 * @returns null where nothing else can be told of it
 */
export function asLost({ outcome, ...facts }: Settlement): Settlement | null {
  if (outcome === 'released' || outcome === 'refused') return null;
  if (outcome === 'lost') return { ...facts, outcome: 'released' };
  return {
    ...facts,
    ...{ outcome: 'lost', status: null, error_code: null, input_tokens: null, first_token_ms: null },
    ...{ cached_input_tokens: null, reasoning_tokens: null, attempts: [] },
    ...{ provider_id: facts.reserved_provider_id, provider_kind: facts.reserved_kind },
    ...{
      model: facts.reserved_model,
      output_tokens: facts.reserved_tokens,
      cost_usd: facts.reserved_cost_usd,
    },
  };
}

/** Whether a text is an amount that can be reckoned with. */
export const isAmount = (text: string): boolean => /^\d{1,14}(\.\d+)?$/.test(text);

/** Books all of them or none. @returns whether readers of events have something to read */
export async function settleCalls(
  manager: Pick<EntityManager, 'query'>,
  settlements: readonly Settlement[],
): Promise<boolean> {
  const [row] = await manager.query<{ news: boolean }[]>('SELECT settle_model_calls($1::jsonb) AS news', [
    JSON.stringify(settlements, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value)),
  ]);
  return row?.news ?? false;
}

function factsOf({ callId, at, agentId, workspaceId, choice, shape, ...call }: OpenCall): CallFacts {
  return {
    ...{ id: callId, at: at.toISOString(), workspace_id: workspaceId, agent_id: agentId },
    ...{ provider_id: choice.providerId, provider_kind: choice.kind, model: choice.model },
    ...{ shape, streamed: call.streamed, amounts: call.amounts },
    ...{ reserved_provider_id: choice.providerId, reserved_kind: choice.kind, reserved_model: choice.model },
    ...{ reserved_tokens: call.tokens, reserved_cost_usd: call.costUsd },
  };
}

function lostPriceSource({ choice, costUsd }: OpenCall): string {
  if (choice.providerId === null) return 'free';
  return costUsd === null ? 'unknown' : 'catalog';
}

/** A text that PostgreSQL can keep, whoever thought it up. */
export const storable = (text: string): string =>
  text
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .slice(0, MOST_CHARACTERS);

const wholeOf = (count: number | null, most = Number.MAX_SAFE_INTEGER): number | null =>
  count === null || !Number.isFinite(count) ? null : Math.min(Math.max(0, Math.round(count)), most);
