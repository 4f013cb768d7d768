import type { ModelCall } from '@nora/data-access';

/** A call that was answered, for tests; the given facts replace the usual ones. */
export function sampleCall(part: Partial<ModelCall> = {}): ModelCall {
  return {
    ...{ id: 'call-1', at: '2026-05-06T10:00:00.000Z', providerId: 'provider-1', providerName: 'Main' },
    ...{ providerKind: 'openai', model: 'gpt-5-mini', shape: 'openai-chat', streamed: true },
    ...{ outcome: 'succeeded', status: 200, errorCode: null, inputTokens: 10, outputTokens: 5 },
    ...{ cachedInputTokens: null, reasoningTokens: null, latencyMs: 900, firstTokenMs: 200 },
    ...{ costUsd: '0.000100', priceSource: 'catalog', attempts: [] },
    ...part,
  };
}
