import type { ModelApiShape, ModelCallOutcome, ModelProviderId, PriceSource } from '@nora/contracts';
import type { Cursor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ModelAttemptDto } from './dto/model-call.dto';

export interface ModelCallRow {
  id: string;
  at: Date;
  /** With microseconds, for the cursor. */
  sort_key: string;
  provider_id: string | null;
  provider_name: string | null;
  provider_kind: ModelProviderId;
  model: string;
  shape: ModelApiShape;
  streamed: boolean;
  outcome: ModelCallOutcome;
  status: number | null;
  error_code: string | null;
  input_tokens: string | null;
  output_tokens: string | null;
  cached_input_tokens: string | null;
  reasoning_tokens: string | null;
  latency_ms: number;
  first_token_ms: number | null;
  cost_usd: string | null;
  price_source: PriceSource;
  attempts: ModelAttemptDto[];
}

/** Finds calls of models, always of an agent in a workspace. */
@Injectable()
export class ModelCallsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  list(
    { workspaceId, agentId }: { workspaceId: string; agentId: string },
    outcomes: ModelCallOutcome[] | null,
    before: Cursor | null,
    limit: number,
  ): Promise<ModelCallRow[]> {
    return this.dataSource.query<ModelCallRow[]>(
      `SELECT c.id, c.at, to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sort_key,
         c.provider_id, p.name AS provider_name, c.provider_kind, c.model, c.shape, c.streamed, c.outcome, c.status,
         c.error_code, c.input_tokens, c.output_tokens, c.cached_input_tokens, c.reasoning_tokens, c.latency_ms,
         c.first_token_ms, c.cost_usd, c.price_source, c.attempts
       FROM model_calls c LEFT JOIN model_providers p ON p.id = c.provider_id AND p.workspace_id = c.workspace_id
       WHERE c.workspace_id = $1 AND c.agent_id = $2 AND ($3::text[] IS NULL OR c.outcome = ANY($3))
         AND ($4::timestamptz IS NULL OR (c.at, c.id) < ($4::timestamptz, $5::uuid))
       ORDER BY c.at DESC, c.id DESC LIMIT $6`,
      [workspaceId, agentId, outcomes, before?.key ?? null, before?.id ?? null, limit],
    );
  }
}
