import { StringDecoder } from 'node:string_decoder';
import type { LogLine } from '../ports';

const HEADER = 8;
const STDERR = 2;
const LONGEST_LINE = 65_536;

/**
 * Cuts the engine's multiplexed log stream into lines. Each frame is a kind, a length and bytes; each line
 * begins with its time (`GET /containers/{id}/logs?timestamps=1`).
 */
export class LogFrames {
  private bytes: Buffer = Buffer.alloc(0);
  private readonly streams = {
    stdout: { decoder: new StringDecoder('utf8'), rest: '' },
    stderr: { decoder: new StringDecoder('utf8'), rest: '' },
  };

  /** Takes a piece of the stream and gives the lines that are complete with it. */
  push(piece: Buffer): LogLine[] {
    this.bytes = this.bytes.length === 0 ? piece : Buffer.concat([this.bytes, piece]);
    const lines: LogLine[] = [];
    while (this.bytes.length >= HEADER) {
      const end = HEADER + this.bytes.readUInt32BE(4);
      if (this.bytes.length < end) break;
      const name = this.bytes[0] === STDERR ? 'stderr' : 'stdout';
      const stream = this.streams[name];
      const parts = (stream.rest + stream.decoder.write(this.bytes.subarray(HEADER, end))).split('\n');
      stream.rest = parts.pop() ?? '';
      if (stream.rest.length > LONGEST_LINE) {
        parts.push(stream.rest);
        stream.rest = '';
      }
      lines.push(...parts.map((text) => lineOf(name, text)));
      this.bytes = this.bytes.subarray(end);
    }
    return lines;
  }

  /** Lines that were not ended when the stream did. */
  end(): LogLine[] {
    return (['stdout', 'stderr'] as const)
      .filter((name) => this.streams[name].rest !== '')
      .map((name) => lineOf(name, this.streams[name].rest));
  }
}

function lineOf(stream: 'stdout' | 'stderr', line: string): LogLine {
  const [, at, text] = /^(\d{4}-\d\d-\d\dT\S+Z) ?(.*)$/s.exec(line) ?? [];
  return at && text !== undefined ? { at: new Date(at), stream, text } : { at: null, stream, text: line };
}
