import { decodeCursor, pageOf, validationFailed, type Cursor, type Page } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { ListModelCallsQueryDto, ModelCallDto } from './dto/model-call.dto';
import { ModelCallsRepository, type ModelCallRow } from './model-calls.repository';
import { providerLabel } from './usage.mapper';

const SORT = '-at';
const MOMENT = /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** Single calls of models. */
@Injectable()
export class ModelCallsService {
  constructor(private readonly calls: ModelCallsRepository) {}

  /** Newest first. @throws DomainError `validation_failed` for a cursor that is none */
  async list(
    of: { workspaceId: string; agentId: string },
    { limit, cursor, outcome }: ListModelCallsQueryDto,
  ): Promise<Page<ModelCallDto>> {
    const before = ofMoment(decodeCursor(cursor, SORT));
    const rows = await this.calls.list(of, outcome ?? null, before, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id, sort_key: key }) => ({ key, id }));
    return { items: items.map(toModelCallDto), nextCursor };
  }
}

/** Whoever makes a cursor up is told so, and not by PostgreSQL. */
function ofMoment(cursor: Cursor | null): Cursor | null {
  if (!cursor || (MOMENT.test(cursor.key) && !Number.isNaN(Date.parse(cursor.key)))) return cursor;
  const message = 'Not a cursor of this list. Begin again without one.';
  throw validationFailed([{ path: 'cursor', code: 'invalid_cursor', message }]);
}

function toModelCallDto(row: ModelCallRow): ModelCallDto {
  return {
    id: row.id,
    at: row.at.toISOString(),
    providerId: row.provider_id,
    providerName: row.provider_name ?? providerLabel(row.provider_kind),
    providerKind: row.provider_kind,
    model: row.model,
    shape: row.shape,
    streamed: row.streamed,
    outcome: row.outcome,
    status: row.status,
    errorCode: row.error_code,
    inputTokens: count(row.input_tokens),
    outputTokens: count(row.output_tokens),
    cachedInputTokens: count(row.cached_input_tokens),
    reasoningTokens: count(row.reasoning_tokens),
    latencyMs: row.latency_ms,
    firstTokenMs: row.first_token_ms,
    costUsd: row.cost_usd,
    priceSource: row.price_source,
    attempts: row.attempts.map(({ providerId, kind, model, status, error, ms }) => ({
      ...{ providerId, kind, model, status, error, ms },
    })),
  };
}

const count = (value: string | null): number | null => (value === null ? null : Number(value));
