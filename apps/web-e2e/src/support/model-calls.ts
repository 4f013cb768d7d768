import { agentSecretsOf, liveInstance, runtimeListenerOf, withInstanceDatabase } from '@nora/testing';
import { v7 as uuid } from 'uuid';

/** What the model gateway answered an agent with. */
export interface GatewayAnswer {
  status: number;
  /** Of a refusal. */
  code: string | null;
}

/** Calls models as the runtime of an agent does it, with its key. */
export class ModelCaller {
  private constructor(private readonly key: string) {}

  static async of(agentId: string): Promise<ModelCaller> {
    return new ModelCaller((await agentSecretsOf(liveInstance(), agentId)).modelKey);
  }

  async call(prompt: string, maxTokens: number): Promise<GatewayAnswer> {
    const answer = await fetch(`${runtimeListenerOf(liveInstance())}/llm/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify({
        ...{ model: 'default', max_tokens: maxTokens },
        messages: [{ role: 'user', content: prompt }],
      }),
    });
    const body = (await answer.json()) as { error?: { code?: string } };
    return { status: answer.status, code: body.error?.code ?? null };
  }
}

/** A call of a provider that is not there in a test. */
export interface BookedCall {
  kind: string;
  model: string;
  /** Null where nobody knows the price. */
  costUsd: string | null;
  outcome?: 'succeeded' | 'failed';
  /** Kinds that were asked before, and did not answer. */
  before?: readonly string[];
}

/** Books calls of an agent, as the gateway does it once they are over. */
export async function bookCalls(agentId: string, calls: readonly BookedCall[]): Promise<void> {
  const attempt = (kind: string, model: string, status: number): object => ({
    ...{ providerId: uuid(), kind, model, status, ms: 100, error: status < 400 ? null : `HTTP ${status}` },
  });
  await withInstanceDatabase(liveInstance(), async (client) => {
    const { rows } = await client.query<{ workspace_id: string }>(
      'SELECT workspace_id FROM agents WHERE id = $1',
      [agentId],
    );
    const booked = calls.map(({ kind, model, costUsd, outcome = 'succeeded', before = [] }) => ({
      ...{ id: uuid(), at: new Date().toISOString(), workspace_id: rows[0]?.workspace_id, agent_id: agentId },
      ...{ provider_id: uuid(), provider_kind: kind, model, shape: 'openai-chat', streamed: true, outcome },
      ...{ status: outcome === 'succeeded' ? 200 : 502, error_code: null, input_tokens: 1_000 },
      ...{ output_tokens: 200, cached_input_tokens: 400, reasoning_tokens: 0, latency_ms: 900 },
      ...{ first_token_ms: 120, cost_usd: costUsd, price_source: costUsd === null ? 'unknown' : 'catalog' },
      attempts: [
        ...before.map((one) => attempt(one, model, 503)),
        attempt(kind, model, outcome === 'succeeded' ? 200 : 502),
      ],
      amounts: [],
    }));
    await client.query('SELECT settle_model_calls($1::jsonb)', [JSON.stringify(booked)]);
  });
}
