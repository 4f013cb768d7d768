import type { ModelStopKind, ModelStopScope } from '@nora/contracts';
import { IsNull, type EntityManager } from 'typeorm';
import { Workspace } from '../entities';
import type { EventLog } from '../events/event-log';

/** A stop as events tell of it. */
export interface ToldStop {
  scope: ModelStopScope;
  kind: ModelStopKind;
  workspaceId: string | null;
  agentId: string | null;
  reason: string;
}

/** Tells those whom a stop is for: one of the installation is told to every workspace. */
export async function tellStops(
  manager: EntityManager,
  events: EventLog,
  type: 'models.stopped' | 'models.resumed',
  { scope, kind, workspaceId, agentId, reason }: ToldStop,
): Promise<void> {
  const whose =
    workspaceId === null
      ? (await manager.find(Workspace, { select: { id: true }, where: { deletedAt: IsNull() } })).map(
          ({ id }) => id,
        )
      : [workspaceId];
  for (const id of whose) await events.record(id, type, { scope, kind, agentId, reason });
}
