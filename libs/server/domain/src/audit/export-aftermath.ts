import type { AuditExportTrailer } from './export-format';
import { parseLine, typeOf } from './export-lines';
import type { AuditFault } from './faults';
import type { FileLine } from './lines';

/** Where the first fault of an export was found. */
export interface FaultPlace {
  /** Entries up to and with the one that the fault was found at. */
  seen: number;
  /** The last entry that was found good. */
  after: string;
  /** Whether the export holds the whole chain. */
  whole: boolean;
}

/**
 * What comes after the first fault of an export tells what was done to it: an entry that seems to be missing may
 * stand further down, and the trailer says how many there were.
 */
export class ExportAftermath {
  private later = 0;
  private moved: string | null = null;
  private count: number | null = null;

  constructor(
    private readonly fault: AuditFault,
    private readonly place: FaultPlace,
    private readonly isTrailer: (trailer: AuditExportTrailer) => boolean,
  ) {}

  add({ text }: FileLine): void {
    const parsed = parseLine(text);
    const type = typeOf(parsed);
    if (!parsed || !type) return;
    if (type === 'trailer') {
      const trailer = parsed as unknown as AuditExportTrailer;
      if (this.isTrailer(trailer)) this.count = trailer.count;
    } else if (type === 'entry') {
      this.later += 1;
      const { sequence } = parsed;
      if (typeof sequence === 'string' && this.isMoved(sequence)) this.moved ??= sequence;
    }
  }

  /** The fault, told as well as it can be after everything was read. */
  told(): AuditFault {
    const { fault, moved } = this;
    const missing = this.count === null ? 0 : this.count - this.place.seen - this.later;
    if (moved !== null) {
      const message = `Entry ${moved} is out of its place: it stands further down. ${fault.message}`;
      return { sequence: moved, code: 'entry_out_of_order', message };
    }
    if (missing <= 0) return fault;
    const many = `${missing} of ${this.count} entries ${missing === 1 ? 'is' : 'are'} missing.`;
    if (this.place.whole || fault.code !== 'entry_rewritten') {
      return { ...fault, message: `${fault.message} In all, ${many}` };
    }
    const message = `Something is missing between entry ${this.place.after} and entry ${fault.sequence}. In all, ${many}`;
    return { ...fault, code: 'entry_missing', message };
  }

  private isMoved(sequence: string): boolean {
    const { fault, place } = this;
    if (place.whole) return fault.code === 'entry_missing' && sequence === fault.sequence;
    const between = Number(sequence) > Number(place.after) && Number(sequence) < Number(fault.sequence);
    return fault.code === 'entry_rewritten' && between;
  }
}
