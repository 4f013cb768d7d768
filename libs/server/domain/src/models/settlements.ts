import type { ModelApiShape } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import type { ReservedAmount } from '../entities';
import type { BookedChoice, CallEnd } from './ledger-types';

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

/** A row of `settled_model_call`, as `settle_model_calls` takes it. */
export type Settlement = Record<string, unknown> & { id: string };

/** The call ended as told. */
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
    latency_ms: wholeOf(end.latencyMs),
    first_token_ms: wholeOf(end.firstTokenMs),
    cost_usd: end.costUsd,
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

/** Books all of them or none. @returns whether readers of events have something to read */
export async function settleCalls(
  manager: Pick<EntityManager, 'query'>,
  settlements: readonly Settlement[],
): Promise<boolean> {
  const [row] = await manager.query<{ news: boolean }[]>('SELECT settle_model_calls($1::jsonb) AS news', [
    JSON.stringify(settlements),
  ]);
  return row?.news ?? false;
}

function factsOf({ callId, at, agentId, workspaceId, choice, shape, ...call }: OpenCall): Settlement {
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

const wholeOf = (count: number | null): number | null =>
  count === null || !Number.isFinite(count) ? null : Math.max(0, Math.round(count));
