import { canonicalJson, sha256 } from './canonical';
import type { AuditEntryView } from './entry';

/** What stands before the first entry of a chain. */
export const GENESIS_HASH = '0'.repeat(64);

/** Names what is hashed; another choice of members is another format. */
const FORMAT = 'nora-audit-entry/v1';

/**
 * SHA-256 over the canonical JSON of everything in an entry, its place in the chain and the hash before.
 * The same whether the entry comes from the database or from an export.
 */
export function hashEntry(entry: AuditEntryView): string {
  const { id, sequence, previousHash, createdAt, workspaceId } = entry;
  const { actorType, actorId, actorLabel, onBehalfOfId, correlationId, address } = entry;
  const { action, resourceType, resourceId, outcome, details, before, after } = entry;
  return sha256(
    canonicalJson({
      ...{ format: FORMAT, id, sequence, previousHash, createdAt, workspaceId },
      ...{ actorType, actorId, actorLabel, onBehalfOfId, correlationId, address },
      ...{ action, resourceType, resourceId, outcome, details, before, after },
    }),
  );
}
