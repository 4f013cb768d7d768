import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 65_536;

/** Cuts bytes into lines; one that has no end is cut, so that it takes no memory without bounds. */
export class LineCutter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /** Takes more bytes and gives the lines that are complete with them. */
  push(piece: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(piece)).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LONGEST_LINE) {
      lines.push(this.rest);
      this.rest = '';
    }
    return lines;
  }
}
