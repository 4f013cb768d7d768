import { ChainVerifier, faultAt } from './chain-verifier';
import type { AuditEntryView } from './entry';
import { hashEntry } from './entry-hash';
import {
  AUDIT_EXPORT_FORMAT,
  firstLink,
  lineOf,
  nextLink,
  pickCheckpoint,
  pickEntry,
  unsigned,
  type AuditExportCheckpoint,
  type AuditExportEntry,
  type AuditExportHeader,
  type AuditExportTrailer,
} from './export-format';
import { isAsWritten, parseLine, typeOf, type ExportLine } from './export-lines';
import type { AuditFault } from './faults';
import type { FileLine } from './lines';
import { fingerprintOf, isSigned } from './signatures';

/**
 * Checks the lines of an export in order. Every method answers with the first fault, or null. Of the whole chain
 * every entry is checked against the one before it and every checkpoint; of a selection every entry against its own
 * hash, and all of them against what was signed.
 */
export class ExportVerifier {
  header: AuditExportHeader | null = null;
  checked = 0;
  checkpoints = 0;
  firstSequence: string | null = null;
  lastSequence: string | null = null;
  private chain: ChainVerifier | null = null;
  private headerHash = '';
  private link = '';
  private trailer: AuditExportTrailer | null = null;

  /** @param pinned the key that the export must be signed with, in PEM; without it the key in the export is believed */
  constructor(private readonly pinned: string | null) {}

  add(line: FileLine): AuditFault | null {
    if (this.trailer)
      return faultAt(null, 'lines_after_trailer', `Line ${line.number} stands behind the trailer.`);
    if (!line.ended) return this.cutOff(`The file ends in the middle of line ${line.number}.`);
    return this.header ? this.addLine(line, this.header) : this.addHeader(line);
  }

  /** To be called when all lines were added. */
  finish(): AuditFault | null {
    if (!this.header) return faultAt(null, 'not_an_export', 'The file is empty.');
    return this.trailer ? null : this.cutOff('The file ends without its trailer.');
  }

  /** Whether a trailer is signed, and for this export. */
  isOwnTrailer(trailer: AuditExportTrailer): boolean {
    return this.isTrailerSigned(trailer) && trailer.header === this.headerHash;
  }

  /** The last entry that was found good. */
  get reached(): string {
    return this.lastSequence ?? this.header?.from?.sequence ?? '0';
  }

  private addHeader({ text }: FileLine): AuditFault | null {
    const parsed = parseLine(text);
    if (text === null || parsed?.['type'] !== 'header' || parsed['format'] !== AUDIT_EXPORT_FORMAT) {
      const message = `The first line is not the header of an export in JSON Lines (${AUDIT_EXPORT_FORMAT}).`;
      return faultAt(null, 'not_an_export', message);
    }
    const header = parsed as unknown as AuditExportHeader;
    const fingerprint = fingerprintOrNull(header.publicKey);
    if (fingerprint !== null && this.pinned !== null && fingerprint !== fingerprintOf(this.pinned)) {
      return faultAt(
        null,
        'unknown_key',
        `The export is signed with another key: its SHA-256 is ${fingerprint}.`,
      );
    }
    if (text !== lineOf(header) || !isSigned(unsigned(header), header.signature, header)) {
      return faultAt(null, 'header_changed', 'The header was changed: its signature does not fit.');
    }
    this.header = header;
    this.headerHash = firstLink(text);
    this.link = this.headerHash;
    if (header.from)
      this.chain = new ChainVerifier(header.from, (keyId) => (keyId === header.keyId ? header : undefined));
    return null;
  }

  private addLine(line: FileLine, header: AuditExportHeader): AuditFault | null {
    const parsed = parseLine(line.text);
    const type = typeOf(parsed);
    if (!parsed || !type) return this.unreadable(line);
    const written = parsed as unknown as ExportLine;
    switch (written.type) {
      case 'entry':
        return this.addEntry(line, written);
      case 'checkpoint':
        return header.from ? this.addCheckpoint(line, written) : this.unreadable(line);
      case 'trailer':
        return this.addTrailer(line, written);
    }
  }

  private addEntry(line: FileLine, written: AuditExportEntry): AuditFault | null {
    if (!isAsWritten(line, written)) {
      const due = this.chain ? String(Number(this.reached) + 1) : sequenceOf(written);
      const text = `Line ${line.number}${due === null ? '' : `, entry ${due},`} is not as it was written.`;
      return faultAt(due, 'entry_changed', text);
    }
    const entry = pickEntry(written);
    const fault = this.chain ? this.chain.addEntry(entry) : this.faultOfSelected(entry);
    if (fault) return fault;
    const link = nextLink(this.link, entry.hash ?? '');
    if (link !== written.link) {
      const or = this.chain ? 'a checkpoint before it was removed' : 'something before it was removed';
      const text = `Entry ${entry.sequence} was rewritten, or ${or}: what was signed of it differs.`;
      return faultAt(entry.sequence, 'entry_rewritten', text);
    }
    this.link = link;
    this.checked += 1;
    this.firstSequence ??= entry.sequence;
    this.lastSequence = entry.sequence;
    return null;
  }

  private faultOfSelected(entry: AuditEntryView): AuditFault | null {
    const { sequence } = entry;
    if (hashEntry(entry) !== entry.hash) {
      return faultAt(
        sequence,
        'entry_changed',
        `Entry ${sequence} was changed: its hash does not fit what it says.`,
      );
    }
    if (this.lastSequence === null || Number(sequence) > Number(this.lastSequence)) return null;
    return sequence === this.lastSequence
      ? faultAt(sequence, 'entry_repeated', `Entry ${sequence} stands here again.`)
      : faultAt(
          sequence,
          'entry_out_of_order',
          `Entry ${sequence} stands behind entry ${this.lastSequence}.`,
        );
  }

  private addCheckpoint(line: FileLine, written: AuditExportCheckpoint): AuditFault | null {
    const checkpoint = pickCheckpoint(written);
    const fault = this.chain?.addCheckpoint(checkpoint);
    if (fault) return fault;
    const link = nextLink(this.link, checkpoint.signature);
    if (link !== written.link || !isAsWritten(line, written)) {
      const text = `The checkpoint at entry ${checkpoint.sequence} is not as it was written.`;
      return faultAt(checkpoint.sequence, 'checkpoint_changed', text);
    }
    this.link = link;
    this.checkpoints += 1;
    return null;
  }

  private addTrailer(line: FileLine, written: AuditExportTrailer): AuditFault | null {
    if (!isAsWritten(line, written) || !this.isTrailerSigned(written)) {
      const text = `The trailer was changed: its signature does not fit. ${this.proven()}`;
      return faultAt(null, 'trailer_changed', text);
    }
    if (!this.isOwnTrailer(written)) {
      return faultAt(null, 'trailer_of_another_export', 'The trailer belongs to another export.');
    }
    const { count, checkpoints, lastSequence, digest } = written;
    const missing = count - this.checked;
    if (missing > 0) {
      const due = this.chain ? String(Number(this.reached) + 1) : lastSequence;
      const text = `${missing} of ${count} entries ${missing === 1 ? 'is' : 'are'} missing after entry ${this.reached}: before the trailer.`;
      return faultAt(due, 'entry_missing', text);
    }
    const fault = this.chain?.finish(lastSequence ?? this.reached);
    if (fault) return fault;
    if (checkpoints > this.checkpoints) {
      return faultAt(null, 'checkpoint_missing', 'The last checkpoint is missing before the trailer.');
    }
    if (digest !== this.link) {
      const text = `The entries were rewritten: the trailer signed others. ${this.proven()}`;
      return faultAt(null, 'chain_rewritten', text);
    }
    this.trailer = written;
    return null;
  }

  private isTrailerSigned(trailer: AuditExportTrailer): boolean {
    return this.header !== null && isSigned(unsigned(trailer), trailer.signature, this.header);
  }

  private unreadable({ number }: FileLine): AuditFault {
    const due = this.chain ? String(Number(this.reached) + 1) : null;
    const text = `Line ${number} cannot be read; it stands after entry ${this.reached}.`;
    return faultAt(due, 'line_unreadable', text);
  }

  private cutOff(text: string): AuditFault {
    const { header, reached } = this;
    if (!header) return faultAt(null, 'truncated', text);
    const more = Number(reached) < Number(header.upTo);
    const due = this.chain && more ? String(Number(reached) + 1) : null;
    const lost =
      due === null
        ? `Entries after ${reached} may be missing.`
        : `Entry ${due} and all that follow are missing.`;
    return faultAt(due, 'truncated', `${text} ${this.chain && !more ? 'All entries are there.' : lost}`);
  }

  private proven(): string {
    if (!this.chain) return 'A selection does not tell which entry it was.';
    const { signedUpTo } = this.chain;
    return signedUpTo === null
      ? 'No checkpoint tells where it begins.'
      : `Up to entry ${signedUpTo} a checkpoint proves them.`;
  }
}

const sequenceOf = ({ sequence }: AuditEntryView): string | null =>
  typeof sequence === 'string' && /^\d+$/.test(sequence) ? sequence : null;

function fingerprintOrNull(publicKey: string): string | null {
  try {
    return fingerprintOf(publicKey);
  } catch {
    return null;
  }
}
