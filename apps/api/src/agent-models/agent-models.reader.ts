import {
  DomainError,
  type LoopAction,
  type ModelDelivery,
  type ModelProviderId,
  type ModelProviderKind,
} from '@nora/contracts';
import type { ModelChoice } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AgentModelDto, FallbackDto, ListedAgentModelDto } from './dto/agent-model.dto';
import { DEMO_NAME, shapesOf } from './provider-words';

interface Row extends ModelChoice {
  agentId: string;
  agentName: string;
  fallbacks: ModelChoice[];
  delivery: ModelDelivery;
  loopAction: LoopAction;
  loopTimes: number;
  loopMinutes: number;
  updatedAt: Date;
  needsRedeploy: boolean;
  providers: Record<string, { name: string; kind: ModelProviderKind; enabled: boolean }>;
}

// Ids are time-ordered, so they stand for the time of creation without its rounding.
const SORT = 'createdAt';

const SELECT = `SELECT a.id AS "agentId", a.name AS "agentName", m.provider_id AS "providerId", m.model, m.fallbacks,
    m.delivery, m.loop_action AS "loopAction", m.loop_times AS "loopTimes", m.loop_minutes AS "loopMinutes",
    m.updated_at AS "updatedAt", a.redeploy_wanted_at IS NOT NULL AS "needsRedeploy",
    (SELECT coalesce(jsonb_object_agg(p.id, jsonb_build_object('name', p.name, 'kind', p.kind, 'enabled', p.enabled)), '{}')
      FROM model_providers p WHERE p.workspace_id = a.workspace_id AND (p.id = m.provider_id
        OR m.fallbacks @> jsonb_build_array(jsonb_build_object('providerId', p.id)))) AS providers
  FROM agents a JOIN agent_models m ON m.agent_id = a.id
  WHERE a.workspace_id = $1`;

const ONE = `${SELECT} AND a.id = $2 AND (a.status <> 'deleted' OR a.data_kept_at IS NOT NULL)`;

const PAGE = `${SELECT} AND a.status <> 'deleted' AND ($2::uuid IS NULL OR a.id > $2) ORDER BY a.id LIMIT $3`;

/** Shows what agents are bound to. */
@Injectable()
export class AgentModelsReader {
  constructor(private readonly dataSource: DataSource) {}

  /** What the agents of a workspace are bound to, in the order in which they were made; deleted ones are left out. */
  async list(workspaceId: string, { limit, cursor }: PageQueryDto): Promise<Page<ListedAgentModelDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.dataSource.query<Row[]>(PAGE, [workspaceId, after?.id ?? null, limit + 1]);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ agentId }) => ({ key: agentId, id: agentId }));
    const listed = items.map((row) => ({
      ...{ agentId: row.agentId, agentName: row.agentName },
      ...toAgentModelDto(row),
    }));
    return { items: listed, nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, agentId: string): Promise<AgentModelDto> {
    const [row] = await this.dataSource.query<Row[]>(ONE, [workspaceId, agentId]);
    if (!row) throw new DomainError('not_found', 'There is no such agent.');
    return toAgentModelDto(row);
  }
}

function toAgentModelDto(row: Row): AgentModelDto {
  const bound = choiceOf(row, row);
  return {
    ...bound,
    delivery: row.delivery,
    fallbacks: row.fallbacks.map((choice) => choiceOf(choice, row)),
    loop: { action: row.loopAction, times: row.loopTimes, minutes: row.loopMinutes },
    shape: shapesOf(bound.kind)[0],
    needsRedeploy: row.needsRedeploy,
    deliveries: bound.kind === 'demo' ? ['gateway'] : ['gateway', 'direct'],
    updatedAt: row.updatedAt.toISOString(),
  };
}

function choiceOf({ providerId, model }: ModelChoice, { providers }: Row): FallbackDto {
  const provider = providerId === null ? undefined : providers[providerId];
  const kind: ModelProviderId = provider?.kind ?? 'demo';
  return {
    providerId,
    providerName: provider?.name ?? DEMO_NAME,
    kind,
    model,
    enabled: provider?.enabled ?? true,
  };
}
