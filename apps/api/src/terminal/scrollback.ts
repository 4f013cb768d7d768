/** The last bytes of a stream, by their place in the whole of it. */
export class Scrollback {
  private readonly pieces: Buffer[] = [];
  private kept = 0;
  private count = 0;

  /** @param limit bytes that are kept at least, once there were as many */
  constructor(private readonly limit: number) {}

  /** Bytes that there were. */
  get end(): number {
    return this.count;
  }

  /** Place of the first byte that is kept. */
  get start(): number {
    return this.count - this.kept;
  }

  append(piece: Buffer): void {
    this.pieces.push(piece);
    this.kept += piece.length;
    this.count += piece.length;
    while (this.pieces[0] && this.kept - this.pieces[0].length >= this.limit) {
      this.kept -= this.pieces[0].length;
      this.pieces.shift();
    }
  }

  /** What is kept from a place on. */
  from(offset: number): Buffer {
    return Buffer.concat(this.pieces).subarray(Math.max(0, offset - this.start));
  }
}
