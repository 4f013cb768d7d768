import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

export type OutputStream = 'stdout' | 'stderr';

/** One line the gateway wrote. */
export interface OutputLine {
  at: string;
  stream: OutputStream;
  text: string;
}

const LONGEST_LINE = 16_384;

/** Cuts a stream into lines; a line longer than 16 KiB is cut into several. */
export function onLines(source: Readable, take: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const push = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => cut(line.replace(/\r$/, '')));
    while (rest.length > LONGEST_LINE) {
      take(rest.slice(0, LONGEST_LINE));
      rest = rest.slice(LONGEST_LINE);
    }
  };
  const cut = (line: string): void => {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST_LINE)
      take(line.slice(at, at + LONGEST_LINE));
  };
  source.on('data', (piece: Buffer) => push(decoder.write(piece)));
  source.on('end', () => {
    push(decoder.end());
    if (rest !== '') take(rest);
    rest = '';
  });
}

/** The last lines of the gateway's output, bounded in number and in size. */
export class OutputRing {
  private readonly lines: OutputLine[] = [];
  private size = 0;

  constructor(
    private readonly mostLines = 2_000,
    private readonly mostCharacters = 1_048_576,
  ) {}

  push(line: OutputLine): void {
    this.lines.push(line);
    this.size += line.text.length;
    while (this.lines.length > this.mostLines || this.size > this.mostCharacters) {
      this.size -= this.lines.shift()?.text.length ?? this.size;
    }
  }

  tail(count: number): OutputLine[] {
    return count === 0 ? [] : this.lines.slice(-count);
  }
}
