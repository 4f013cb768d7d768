/** Longest line that is read, in bytes; more than the redactor leaves of any entry. */
const MOST_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A line of a file, and whether it ended with a line feed. */
export interface FileLine {
  number: number;
  /** Null when the bytes are not UTF-8, or too many. */
  text: string | null;
  ended: boolean;
}

/** The lines of a stream of bytes; one line is held at a time. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  const line = new GrowingLine();
  let number = 1;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      line.add(chunk.subarray(from, at));
      yield { number, text: line.take(), ended: true };
      number += 1;
      from = at + 1;
    }
    line.add(chunk.subarray(from));
  }
  if (line.size > 0) yield { number, text: line.take(), ended: false };
}

class GrowingLine {
  size = 0;
  private parts: Uint8Array[] = [];

  add(part: Uint8Array): void {
    this.size += part.length;
    if (this.size <= MOST_BYTES) this.parts.push(part);
  }

  /** The text so far; the next line begins. */
  take(): string | null {
    const { parts, size } = this;
    this.parts = [];
    this.size = 0;
    if (size > MOST_BYTES) return null;
    try {
      // Not lenient: two spellings of one text would be one too many.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
    } catch {
      return null;
    }
  }
}
