import type { AuditActorType } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../entities';
import { redact, redactText } from './redact';

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

/** An act to record. Secrets in its facts are masked, but do not put any there. */
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

/** Writes an audit entry in the transaction of the act. It gets its place in the chain after the commit. */
export async function recordAudit(manager: EntityManager, record: AuditRecord): Promise<void> {
  await insertAuditEntry(manager, record);
}

/** The same, for those who need to know the id of the entry. */
export async function insertAuditEntry(manager: EntityManager, record: AuditRecord): Promise<string> {
  const { actor, outcome = 'allowed', details = {}, before = null, after = null, ...rest } = record;
  const entry = new AuditEntry();
  await manager.insert(AuditEntry, {
    ...entry,
    ...rest,
    outcome,
    resourceId: textOrNull(rest.resourceId),
    details: redact(details),
    before: before && redact(before),
    after: after && redact(after),
    actorType: actor.type,
    actorId: actor.id,
    actorLabel: textOrNull(actor.label),
    onBehalfOfId: actor.onBehalfOfId,
    correlationId: actor.correlationId,
    address: actor.address,
  });
  return entry.id;
}

const textOrNull = (text: string | null): string | null => text && redactText(text);
