import {
  Transactions,
  lockAgent,
  lockWorkspace,
  noteEffect,
  resumeModels,
  stopModels,
  type ModelStopTarget,
} from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import type { ModelStopDto, ModelStopsDto } from './model-stop.dto';
import { ModelStopsRepository, type ModelStopRow } from './model-stops.repository';

/** Keeps agents from calling models, at once and until somebody lets them again. */
@Injectable()
export class ModelStopsService {
  constructor(
    private readonly stops: ModelStopsRepository,
    private readonly transactions: Transactions,
  ) {}

  /** What keeps the models of an agent, a workspace or the installation from being called. */
  async get(target: ModelStopTarget): Promise<ModelStopsDto> {
    const rows = await this.stops.holding(target);
    return { items: rows.map((row) => toModelStopDto(row, target)) };
  }

  /** Stops them, and cuts the calls under way. @throws DomainError `not_found` when whom it is for has gone */
  async stop(actor: Principal, target: ModelStopTarget, reason: string): Promise<ModelStopsDto> {
    await this.transactions.run(async (manager, events) => {
      await hold(manager, target);
      await noteEffect(manager, {});
      const by = { kind: 'kill', until: null, actor: auditActorOf(actor) } as const;
      await stopModels(manager, events, { target, reason, ...by });
    });
    return this.get(target);
  }

  /**
   * Lifts every stop of just these, whoever or whatever made it. Wider ones stay, and a budget that is used up stops
   * them again with the next call.
   * @throws DomainError `not_found` when whom it is for has gone
   */
  async resume(actor: Principal, target: ModelStopTarget): Promise<ModelStopsDto> {
    await this.transactions.run(async (manager, events) => {
      await hold(manager, target);
      await noteEffect(manager, {});
      await resumeModels(manager, events, { target, actor: auditActorOf(actor) });
    });
    return this.get(target);
  }
}

async function hold(manager: EntityManager, target: ModelStopTarget): Promise<void> {
  if (target.scope === 'agent') await lockAgent(manager, target.workspaceId, target.agentId);
  else if (target.scope === 'workspace') await lockWorkspace(manager, target.workspaceId);
}

/** Members of a workspace are not told which platform admin stopped everything. */
function toModelStopDto(row: ModelStopRow, asked: ModelStopTarget): ModelStopDto {
  const isForeign = row.scope === 'installation' && asked.scope !== 'installation';
  return {
    ...{ scope: row.scope, kind: row.kind, reason: row.reason },
    until: row.until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    createdBy: isForeign ? null : row.created_by,
  };
}
