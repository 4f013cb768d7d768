import type { AuditActorType } from '@nora/contracts';

/** An entry as it is read: plain values, times with the microseconds of the database. */
export interface AuditEntryView {
  id: string;
  /** Place in the chain; null for about a second, until it is chained. */
  sequence: string | null;
  /** ISO 8601, UTC, with microseconds. */
  createdAt: string;
  workspaceId: string | null;
  actorType: AuditActorType;
  actorId: string | null;
  actorLabel: string | null;
  onBehalfOfId: string | null;
  action: string;
  resourceType: string;
  resourceId: string | null;
  outcome: 'allowed' | 'refused';
  correlationId: string | null;
  address: string | null;
  details: object;
  before: object | null;
  after: object | null;
  previousHash: string | null;
  hash: string | null;
}

/** Columns of `audit_entries e` as an {@link AuditEntryView}. A `Date` would lose the microseconds, and with them the hash. */
export const AUDIT_ENTRY_COLUMNS = `e.id, e.sequence::text AS "sequence",
  to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
  e.workspace_id AS "workspaceId", e.actor_type AS "actorType", e.actor_id AS "actorId",
  e.actor_label AS "actorLabel", e.on_behalf_of_id AS "onBehalfOfId", e.action,
  e.resource_type AS "resourceType", e.resource_id AS "resourceId", e.outcome,
  e.correlation_id AS "correlationId", e.address, e.details, e.before, e.after,
  e.previous_hash AS "previousHash", e.hash`;
