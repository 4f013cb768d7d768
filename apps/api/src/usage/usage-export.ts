import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UsageStep } from './dto/usage.dto';
import { usageSource, type UsageOf, type UsageSteps } from './usage.repository';
import { UsageService } from './usage.service';
import { providerLabel } from './usage.mapper';
import type { ModelProviderId } from '@nora/contracts';

const BATCH = 1_000;

/** Columns of the table; they stay as they are, because programs read them. */
export const USAGE_COLUMNS = [
  ...['at', 'agentId', 'agentName', 'providerId', 'providerName', 'providerKind', 'model', 'calls', 'failed'],
  ...[
    'refused',
    'unpriced',
    'inputTokens',
    'outputTokens',
    'cachedInputTokens',
    'reasoningTokens',
    'costUsd',
  ],
];

interface Row {
  at: Date;
  agent_id: string;
  provider_id: string;
  agentName: string | null;
  providerName: string | null;
  providerKind: ModelProviderId;
  model: string;
}

/** Usage as a table, a row for each step, agent, provider and model. */
@Injectable()
export class UsageExport {
  constructor(
    private readonly usage: UsageService,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * The rows in order of time, read as they are asked for.
   * @throws DomainError `validation_failed`, `not_found` when the workspace has gone meanwhile
   */
  async open(
    workspaceId: string,
    agentId: string | null,
    asked: { from?: string; to?: string; step: UsageStep },
  ): Promise<{ fileName: string; rows: () => AsyncGenerator<object> }> {
    const of = await this.usage.within(workspaceId, agentId);
    const during = await this.usage.during(of, asked);
    const [from = during.end] = during.steps;
    const day = (date: Date) => date.toISOString().slice(0, 10);
    return {
      fileName: `nora-usage-${day(from)}-${day(during.end)}.csv`,
      rows: () => this.rows(of, during),
    };
  }

  private async *rows(of: UsageOf, during: UsageSteps): AsyncGenerator<object> {
    for (let after: Row | undefined; ;) {
      const rows = await this.batch(of, during, after);
      for (const { at, agent_id: agentId, provider_id, ...rest } of rows) {
        const demo = rest.providerKind === 'demo';
        yield {
          ...{ ...rest, at: at.toISOString(), agentId, providerId: demo ? '' : provider_id },
          agentName: rest.agentName ?? 'Deleted agent',
          providerName: rest.providerName ?? providerLabel(rest.providerKind),
        };
      }
      after = rows.at(-1);
      if (!after || rows.length < BATCH) return;
    }
  }

  private batch(of: UsageOf, during: UsageSteps, after: Row | undefined): Promise<Row[]> {
    const { at, from, parameters } = usageSource(of, during);
    const place = parameters.length;
    const key = `${at}, u.agent_id, u.provider_id, u.model`;
    const beyond = `($${place + 1}::timestamptz IS NULL OR
      (${key}) > ($${place + 1}, $${place + 2}::uuid, $${place + 3}::uuid, $${place + 4}::text))`;
    return this.dataSource.query<Row[]>(
      `SELECT u.*, a.name AS "agentName", p.name AS "providerName" FROM (
         SELECT ${at} AS at, u.agent_id, u.provider_id, u.provider_kind AS "providerKind", u.model, u.calls, u.failed,
           u.refused, u.unpriced, u.input_tokens AS "inputTokens", u.output_tokens AS "outputTokens",
           u.cached_input_tokens AS "cachedInputTokens", u.reasoning_tokens AS "reasoningTokens",
           u.cost_usd AS "costUsd" ${from} AND ${beyond} ORDER BY ${key} LIMIT ${BATCH}) u
       LEFT JOIN agents a ON a.id = u.agent_id LEFT JOIN model_providers p ON p.id = u.provider_id
       ORDER BY u.at, u.agent_id, u.provider_id, u.model`,
      [...parameters, after?.at ?? null, after?.agent_id, after?.provider_id, after?.model],
    );
  }
}
