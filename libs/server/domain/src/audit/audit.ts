import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../entities';

/** Who acts, as the audit log names them. */
export interface AuditActor {
  type: 'user' | 'worker' | 'anonymous';
  id: string | null;
  correlationId: string | null;
  address: string | null;
}

/** The worker acting on its own account, e.g. when it heals. */
export const WORKER_ACTOR: AuditActor = { type: 'worker', id: null, correlationId: null, address: null };

/** An act to record. `details` holds redacted facts only. */
export interface AuditRecord {
  actor: AuditActor;
  action: string;
  resourceType: string;
  resourceId: string | null;
  workspaceId: string | null;
  outcome?: 'allowed' | 'refused';
  details?: object;
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
    correlationId: actor.correlationId,
    address: actor.address,
  });
}
