import type { AuditActorType } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../entities';

/** Who acts, as the audit log names them. */
export interface AuditActor {
  type: AuditActorType;
  id: string | null;
  /** What it is called, for readers of the log. */
  label: string | null;
  /** The account for which a key or a worker acts. */
  onBehalfOfId: string | null;
  correlationId: string | null;
  address: string | null;
}

/** The worker acting on its own account, e.g. when it heals. */
export const WORKER_ACTOR: AuditActor = {
  type: 'worker',
  id: null,
  label: null,
  onBehalfOfId: null,
  correlationId: null,
  address: null,
};

/** The account behind an act: the one that acts, or the one for which a key acts; null for workers and strangers. */
export function accountOf({ type, id, onBehalfOfId }: AuditActor): string | null {
  return type === 'user' ? id : onBehalfOfId;
}

/** An act to record. `details` holds redacted facts only. */
export interface AuditRecord {
  actor: AuditActor;
  action: string;
  resourceType: string;
  resourceId: string | null;
  workspaceId: string | null;
  outcome?: 'allowed' | 'refused';
  details?: object;
  /** What was changed, as it was before and as it is now. Secrets are masked. */
  before?: object | null;
  after?: object | null;
}

/** Writes an audit entry in the transaction of the act. */
export async function recordAudit(manager: EntityManager, record: AuditRecord): Promise<void> {
  const { actor, outcome = 'allowed', details = {}, ...rest } = record;
  await manager.insert(AuditEntry, {
    ...new AuditEntry(),
    ...rest,
    outcome,
    details,
    actorType: actor.type,
    actorId: actor.id,
    actorLabel: actor.label,
    onBehalfOfId: actor.onBehalfOfId,
    correlationId: actor.correlationId,
    address: actor.address,
  });
}
