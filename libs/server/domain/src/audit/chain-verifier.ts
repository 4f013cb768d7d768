import { CHECKPOINT_EVERY, isCheckpointSigned, type CheckpointView } from './checkpoint';
import type { AuditEntryView } from './entry';
import { GENESIS_HASH, hashEntry } from './entry-hash';
import type { AuditFault, AuditFaultCode } from './faults';
import type { AuditPublicKey } from './signatures';

/** An end of a stretch of the chain. */
export interface ChainEnd {
  sequence: string;
  hash: string;
}

/** What stands before the first entry of all. */
export const GENESIS: ChainEnd = { sequence: '0', hash: GENESIS_HASH };

/**
 * Checks a stretch of the chain, entry by entry in order, each checkpoint right after the entry it signs.
 * Every method answers with the first fault, or null.
 */
export class ChainVerifier {
  checked = 0;
  checkpoints = 0;
  private last: number;
  private lastHash: string;
  private signed: number;

  /** @param start what the first entry must follow */
  constructor(
    private readonly start: ChainEnd,
    private readonly keyOf: (keyId: string) => AuditPublicKey | undefined,
  ) {
    this.last = Number(start.sequence);
    this.lastHash = start.hash;
    this.signed = this.last;
  }

  /** The last entry that was found good, or the start. */
  get end(): ChainEnd {
    return { sequence: String(this.last), hash: this.lastHash };
  }

  /** The last entry that a checkpoint proves; null when none was met. */
  get signedUpTo(): string | null {
    return this.checkpoints === 0 ? null : String(this.signed);
  }

  addEntry(entry: AuditEntryView): AuditFault | null {
    const sequence = Number(entry.sequence);
    const fault =
      this.faultOfContent(entry) ??
      this.faultOfPlace(sequence) ??
      this.faultOfCheckpoints() ??
      this.faultOfLink(entry);
    if (fault) return fault;
    this.checked += 1;
    this.last = sequence;
    this.lastHash = entry.hash ?? '';
    return null;
  }

  addCheckpoint(checkpoint: CheckpointView): AuditFault | null {
    const { sequence, keyId, hash } = checkpoint;
    if (Number(sequence) > this.last) {
      const due = this.last + 1;
      return faultAt(
        due,
        'entry_missing',
        `Entry ${due} is missing: here comes the checkpoint at entry ${sequence}.`,
      );
    }
    if (Number(sequence) !== this.last) {
      const text = `The checkpoint at entry ${sequence} does not stand behind that entry.`;
      return faultAt(sequence, 'checkpoint_changed', text);
    }
    const key = this.keyOf(keyId);
    if (!key) {
      return faultAt(
        sequence,
        'unknown_key',
        `The checkpoint at entry ${sequence} is signed with an unknown key.`,
      );
    }
    if (!isCheckpointSigned(checkpoint, key)) {
      const text = `The checkpoint at entry ${sequence} was changed: its signature does not fit.`;
      return faultAt(sequence, 'checkpoint_changed', text);
    }
    if (hash !== this.lastHash) {
      const range =
        this.signed + 1 === this.last
          ? `Entry ${sequence}`
          : `Some of the entries ${this.signed + 1} to ${sequence}`;
      const text = `${range} and all that follow were rewritten: the checkpoint at entry ${sequence} signed another hash.`;
      return faultAt(sequence, 'chain_rewritten', text);
    }
    this.checkpoints += 1;
    this.signed = this.last;
    return null;
  }

  /** Ends the stretch. @param end sequence of the last entry that there must be */
  finish(end: string): AuditFault | null {
    if (Number(end) > this.last) {
      const text = `Entry ${this.last + 1} is missing, and all up to ${end}: the end was cut off.`;
      return faultAt(this.last + 1, 'entry_missing', text);
    }
    return this.faultOfCheckpoints();
  }

  private faultOfPlace(sequence: number): AuditFault | null {
    const due = this.last + 1;
    if (sequence === due) return null;
    if (sequence <= this.last) {
      return faultAt(
        sequence,
        'entry_repeated',
        `Entry ${sequence} stands here again, after entry ${this.last}.`,
      );
    }
    const after = this.last === Number(this.start.sequence) ? 'at the beginning' : `after entry ${this.last}`;
    return faultAt(due, 'entry_missing', `Entry ${due} is missing: ${after} comes entry ${sequence}.`);
  }

  /** One whose hash does not fit may lie about its place too: it is named by the place it stands at. */
  private faultOfContent(entry: AuditEntryView): AuditFault | null {
    if (hashEntry(entry) === entry.hash) return null;
    const due = String(this.last + 1);
    const lies = entry.sequence === due ? '' : ` (it says that it is entry ${entry.sequence})`;
    return faultAt(
      due,
      'entry_changed',
      `Entry ${due} was changed${lies}: its hash does not fit what it says.`,
    );
  }

  private faultOfLink({ sequence, previousHash }: AuditEntryView): AuditFault | null {
    if (previousHash === this.lastHash) return null;
    if (this.last === Number(this.start.sequence)) {
      const text = `Entry ${sequence} was rewritten: it does not follow from the start of the chain.`;
      return faultAt(sequence, 'entry_rewritten', text);
    }
    const text = `Entry ${this.last} was rewritten: its hash is not the one that entry ${sequence} was chained to.`;
    return faultAt(this.last, 'entry_rewritten', text);
  }

  /** A checkpoint that should have come and did not. */
  private faultOfCheckpoints(): AuditFault | null {
    const due = this.last % CHECKPOINT_EVERY === 0 && this.last > this.signed;
    if (!due) return null;
    return faultAt(this.last, 'checkpoint_missing', `The checkpoint at entry ${this.last} is missing.`);
  }
}

export function faultAt(sequence: string | number | null, code: AuditFaultCode, message: string): AuditFault {
  return { sequence: sequence === null ? null : String(sequence), code, message };
}
