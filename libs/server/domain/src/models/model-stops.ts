import type { ModelStopKind } from '@nora/contracts';
import { In, IsNull, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { accountOf, recordAudit, type AuditActor } from '../audit/audit';
import { ModelStop } from '../entities';
import type { EventLog } from '../events/event-log';
import { tellStops } from './stop-events';

/** Whose models: of an agent and its workspace, of a workspace, or of the installation. */
export type ModelStopTarget =
  | { scope: 'agent'; workspaceId: string; agentId: string }
  | { scope: 'workspace'; workspaceId: string }
  | { scope: 'installation' };

/** What to stop, and why. */
export interface NewModelStop {
  target: ModelStopTarget;
  kind: ModelStopKind;
  /** For a person. */
  reason: string;
  /** When it ends by itself; null for one that somebody has to lift. */
  until: Date | null;
  actor: AuditActor;
}

/**
 * Stops models. Calls under way end as well where the kind is `kill`. One of this kind that is there gets the new
 * reason and time.
 */
export async function stopModels(
  manager: EntityManager,
  events: EventLog,
  { target, kind, reason, until, actor }: NewModelStop,
): Promise<ModelStop> {
  const of = columnsOf(target);
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `nora.model-stop.${target.scope}.${of.agentId ?? of.workspaceId ?? ''}.${kind}`,
  ]);
  const before = await manager.findOneBy(ModelStop, { ...whereOf(target), kind });
  const createdById = accountOf(actor);
  // The old one goes: a stop that is renewed is by whom, and since when, it was renewed.
  if (before) await manager.delete(ModelStop, { id: before.id });
  const stop = manager.create(ModelStop, { ...of, kind, reason, until, createdById });
  await manager.insert(ModelStop, stop);
  await tellStops(manager, events, 'models.stopped', { ...of, kind, reason });
  await recordAudit(manager, {
    ...{ actor, action: 'models.stop', resourceType: target.scope, resourceId: of.agentId ?? of.workspaceId },
    workspaceId: of.workspaceId,
    before: before && shown(before),
    after: shown(stop),
  });
  return manager.findOneByOrFail(ModelStop, { id: stop.id });
}

/**
 * Lifts stops of every kind, or of some. Does nothing where there are none.
 * @returns what was lifted
 */
export async function resumeModels(
  manager: EntityManager,
  events: EventLog,
  { target, kinds, actor }: { target: ModelStopTarget; kinds?: ModelStopKind[]; actor: AuditActor },
): Promise<ModelStop[]> {
  const of = columnsOf(target);
  const stops = await manager.find(ModelStop, {
    where: { ...whereOf(target), ...(kinds ? { kind: In(kinds) } : {}) },
    order: { kind: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const stop of stops) {
    await manager.delete(ModelStop, { id: stop.id });
    await tellStops(manager, events, 'models.resumed', { ...of, kind: stop.kind, reason: stop.reason });
    await recordAudit(manager, {
      ...{ actor, action: 'models.resume', resourceType: target.scope },
      ...{ resourceId: of.agentId ?? of.workspaceId, workspaceId: of.workspaceId },
      before: shown(stop),
      after: null,
    });
  }
  return stops;
}

function columnsOf(target: ModelStopTarget): Pick<ModelStop, 'scope' | 'workspaceId' | 'agentId'> {
  return {
    scope: target.scope,
    workspaceId: target.scope === 'installation' ? null : target.workspaceId,
    agentId: target.scope === 'agent' ? target.agentId : null,
  };
}

function whereOf(target: ModelStopTarget): FindOptionsWhere<ModelStop> {
  const { scope, workspaceId, agentId } = columnsOf(target);
  return { scope, workspaceId: workspaceId ?? IsNull(), agentId: agentId ?? IsNull() };
}

const shown = ({ scope, kind, reason, until }: ModelStop): object => ({ scope, kind, reason, until });
