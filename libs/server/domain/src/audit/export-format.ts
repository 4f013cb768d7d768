import { canonicalJson, sha256 } from './canonical';
import type { ChainEnd } from './chain-verifier';
import type { CheckpointView } from './checkpoint';
import type { AuditEntryView } from './entry';

/** Names the form of an export; another form is another version. */
export const AUDIT_EXPORT_FORMAT = 'nora-audit/v1';

/** First line of an export: what it holds, and the key it is signed with. */
export interface AuditExportHeader {
  type: 'header';
  format: typeof AUDIT_EXPORT_FORMAT;
  /** Name of the installation. */
  installation: string;
  scope: 'installation' | 'workspace';
  workspaceId: string | null;
  /** What entries were narrowed to. */
  filters: Record<string, string>;
  /** What the first entry follows, when the export holds the whole chain; null when it holds a selection. */
  from: ChainEnd | null;
  /** Sequence of the last entry there was. */
  upTo: string;
  keyId: string;
  /** Ed25519, SPKI in PEM. */
  publicKey: string;
  exportedAt: string;
  /** Ed25519 over all of this, base64url. */
  signature: string;
}

/** Any line in between. `link` is SHA-256 over the link of the line before and what this line adds. */
export type AuditExportEntry = { type: 'entry' } & AuditEntryView & { link: string };
export type AuditExportCheckpoint = { type: 'checkpoint' } & CheckpointView & { link: string };

/** Last line of an export: what it held. */
export interface AuditExportTrailer {
  type: 'trailer';
  /** SHA-256 of the first line, so that it belongs to no other export. */
  header: string;
  count: number;
  checkpoints: number;
  firstSequence: string | null;
  lastSequence: string | null;
  lastHash: string | null;
  /** The link of the last line: SHA-256 over all entry hashes in their order. */
  digest: string;
  keyId: string;
  /** Ed25519 over all of this, base64url. */
  signature: string;
}

/** A line as it is written: canonical, so that one content has one spelling. */
export const lineOf = (line: object): string => canonicalJson(line);

/** The link with which the first line after the header begins. */
export const firstLink = (headerLine: string): string => sha256(headerLine);

/** @param adds the hash of an entry, or the signature of a checkpoint */
export const nextLink = (link: string, adds: string): string => sha256(`${link}\n${adds}`);

/** The statement under which a header or trailer is signed. */
export function unsigned<T extends { signature: string }>({
  signature: _,
  ...statement
}: T): Omit<T, 'signature'> {
  return statement;
}

/** The members of an entry that a line may have, and no others. */
export function pickEntry(line: AuditExportEntry): AuditEntryView {
  const { id, sequence, previousHash, hash, createdAt, workspaceId } = line;
  const { actorType, actorId, actorLabel, onBehalfOfId, correlationId, address } = line;
  const { action, resourceType, resourceId, outcome, details, before, after } = line;
  return {
    ...{ id, sequence, previousHash, hash, createdAt, workspaceId },
    ...{ actorType, actorId, actorLabel, onBehalfOfId, correlationId, address },
    ...{ action, resourceType, resourceId, outcome, details, before, after },
  };
}

/** The members of a checkpoint that a line may have, and no others. */
export function pickCheckpoint(line: AuditExportCheckpoint): CheckpointView {
  const { sequence, kind, hash, createdAt, keyId, signature } = line;
  return { sequence, kind, hash, createdAt, keyId, signature };
}
