import { Transform, type TransformCallback } from 'node:stream';

/** Bytes of the beginning that are no secret, e.g. `x-nora-`: these are never kept waiting. */
const OPEN_LENGTH = 7;
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Passes bytes on with a secret in them crossed out, letter by letter, so that lengths stay as they were announced.
 * A secret that is cut by the end of a piece is found all the same.
 */
export class SecretFilter extends Transform {
  private readonly needle: Buffer;
  private readonly crossedOut: Buffer;
  /** The end of what was passed on, as far as the secret may begin in it. */
  private sent = NOTHING;
  private held = NOTHING;

  constructor(secret: string) {
    super();
    this.needle = Buffer.from(secret);
    this.crossedOut = Buffer.alloc(this.needle.length, 'x');
  }

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    const before = this.sent.length;
    const begun = before > 0 || this.held.length > 0;
    const bytes = this.cleaned(begun ? Buffer.concat([this.sent, this.held, piece]) : piece);
    const begins = bytes.length - this.beginsAtEnd(bytes);
    const waits = bytes.length - begins > OPEN_LENGTH ? Math.max(begins, before) : bytes.length;
    this.sent = bytes.subarray(begins, waits);
    this.held = bytes.subarray(waits);
    done(null, bytes.subarray(before, waits));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.held);
  }

  private cleaned(bytes: Buffer): Buffer {
    let found = bytes.indexOf(this.needle);
    if (found < 0) return bytes;
    const clean = Buffer.from(bytes);
    for (; found >= 0; found = clean.indexOf(this.needle, found)) this.crossedOut.copy(clean, found);
    return clean;
  }

  /** Bytes at the end that may be the beginning of the secret. */
  private beginsAtEnd(bytes: Buffer): number {
    const first = this.needle[0] ?? 0;
    let from = bytes.indexOf(first, Math.max(0, bytes.length - this.needle.length + 1));
    for (; from >= 0; from = bytes.indexOf(first, from + 1)) {
      const tail = bytes.subarray(from);
      if (this.needle.subarray(0, tail.length).equals(tail)) return tail.length;
    }
    return 0;
  }
}
