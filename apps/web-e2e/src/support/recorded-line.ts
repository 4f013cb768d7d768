import { layLine } from './cut-line';

/** A line to the instance on which everything that comes to the browser is written down, byte by byte. */
export interface RecordedLine {
  url: string;
  /** What has come so far on each connection, as it came, and without the marks between pieces of a body. */
  heard(): readonly string[];
  close(): Promise<void>;
}

/** Begins of the pieces in which HTTP/1.1 sends what has no length; a word may be cut by one. */
const PIECE_MARK = /\r\n(?:[0-9a-f]+\r\n)?/gi;

export async function layRecordedLine(): Promise<RecordedLine> {
  const connections: Buffer[][] = [];
  const { url, close } = await layLine(() => {
    const pieces: Buffer[] = [];
    connections.push(pieces);
    return (piece) => pieces.push(piece);
  });
  const heard = () =>
    connections.flatMap((pieces) => {
      const text = Buffer.concat(pieces).toString('utf8');
      return [text, text.replace(PIECE_MARK, '')];
    });
  return { url, heard, close };
}
