import type { CheckpointView } from './checkpoint';
import type { AuditEntryView } from './entry';
import {
  AUDIT_EXPORT_FORMAT,
  firstLink,
  lineOf,
  nextLink,
  type AuditExportHeader,
  type AuditExportTrailer,
} from './export-format';
import type { AuditSigner } from './signatures';

/** What an export says of itself. */
export type AuditExportScope = Omit<
  AuditExportHeader,
  'type' | 'format' | 'keyId' | 'publicKey' | 'signature'
>;

/** Writes the lines of an export, first to last. */
export class AuditExportWriter {
  private readonly headerHash: string;
  private link: string;
  private count = 0;
  private checkpoints = 0;
  private first: string | null = null;
  private last: AuditEntryView | null = null;

  /** The first line. */
  readonly headerLine: string;

  constructor(
    private readonly signer: AuditSigner,
    scope: AuditExportScope,
  ) {
    const { keyId, publicKey } = signer;
    const statement = { type: 'header', format: AUDIT_EXPORT_FORMAT, ...scope, keyId, publicKey };
    this.headerLine = lineOf({ ...statement, signature: signer.sign(statement) });
    this.headerHash = firstLink(this.headerLine);
    this.link = this.headerHash;
  }

  entryLine(entry: AuditEntryView): string {
    this.link = nextLink(this.link, entry.hash ?? '');
    this.count += 1;
    this.first ??= entry.sequence;
    this.last = entry;
    return lineOf({ type: 'entry', ...entry, link: this.link });
  }

  checkpointLine(checkpoint: CheckpointView): string {
    this.link = nextLink(this.link, checkpoint.signature);
    this.checkpoints += 1;
    return lineOf({ type: 'checkpoint', ...checkpoint, link: this.link });
  }

  /** The last line. */
  trailerLine(): string {
    const { headerHash: header, count, checkpoints, last } = this;
    const statement: Omit<AuditExportTrailer, 'signature'> = {
      ...{ type: 'trailer', header, count, checkpoints, firstSequence: this.first },
      ...{ lastSequence: last?.sequence ?? null, lastHash: last?.hash ?? null },
      ...{ digest: this.link, keyId: this.signer.keyId },
    };
    return lineOf({ ...statement, signature: this.signer.sign(statement) });
  }
}
