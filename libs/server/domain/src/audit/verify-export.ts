import type { AuditExportHeader } from './export-format';
import { ExportAftermath } from './export-aftermath';
import { ExportVerifier } from './export-verifier';
import type { AuditFault } from './faults';
import { readLines } from './lines';
import { fingerprintOf } from './signatures';

/** What a look at an export found. */
export interface AuditExportVerification {
  ok: boolean;
  /** What the export says of itself; null when its header cannot be believed. */
  header:
    | (Pick<AuditExportHeader, 'installation' | 'scope' | 'workspaceId' | 'filters' | 'exportedAt'> & KeyInfo)
    | null;
  /** Whether the key was given by whoever verifies, and not by the export itself. */
  pinned: boolean;
  /** Whether it holds the whole chain, so that every gap can be named. */
  whole: boolean;
  /** Entries found good before the first fault. */
  checked: number;
  checkpoints: number;
  firstSequence: string | null;
  lastSequence: string | null;
  fault: AuditFault | null;
  /** Line of the fault. */
  line: number | null;
}

interface KeyInfo {
  keyId: string;
  /** SHA-256 over the key in DER, hexadecimal. */
  fingerprint: string;
}

/**
 * Verifies an export without anything but itself; memory is bounded.
 * @param pinned the key that it must be signed with, in PEM; without it the key in the export is believed
 */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array>,
  pinned: string | null,
): Promise<AuditExportVerification> {
  const verifier = new ExportVerifier(pinned);
  let aftermath: ExportAftermath | null = null;
  let line: number | null = null;
  for await (const read of readLines(chunks)) {
    if (aftermath) {
      aftermath.add(read);
      continue;
    }
    const fault = verifier.add(read);
    if (!fault) continue;
    line = read.number;
    const { checked, reached, header } = verifier;
    const place = { seen: checked + 1, after: reached, whole: isWhole(header) };
    aftermath = new ExportAftermath(fault, place, (trailer) => verifier.isOwnTrailer(trailer));
  }
  const fault = aftermath ? aftermath.told() : verifier.finish();
  const { header, checked, checkpoints, firstSequence, lastSequence } = verifier;
  return {
    ...{ ok: fault === null, header: header && described(header), pinned: pinned !== null },
    ...{ whole: isWhole(header), checked, checkpoints, firstSequence, lastSequence, fault, line },
  };
}

const isWhole = (header: AuditExportHeader | null): boolean => header !== null && header.from !== null;

function described(header: AuditExportHeader): AuditExportVerification['header'] {
  const { installation, scope, workspaceId, filters, exportedAt, keyId, publicKey } = header;
  return {
    installation,
    scope,
    workspaceId,
    filters,
    exportedAt,
    keyId,
    fingerprint: fingerprintOf(publicKey),
  };
}
