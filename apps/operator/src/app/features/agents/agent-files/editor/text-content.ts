/** A file that can be edited as text, and what must be kept of it besides its letters. */
export interface TextContent {
  /** What ends its lines. Where they end differently, only "\n" is taken for an end, and "\r" stays in the text. */
  lineBreak: '\n' | '\r\n';
  /** True when it begins with a byte order mark. */
  mark: boolean;
  /** Lines joined by `lineBreak`. */
  text: string;
}

/**
 * A line that is longer than this makes an editor slow; such files are data rather than text.
 */
const LONGEST_LINE = 200_000;
const MARK = '\uFEFF';

/** Reads bytes as text; null for what is no text in UTF-8, or would not come back as it was. */
export function readText(bytes: Uint8Array): TextContent | null {
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const mark = decoded.startsWith(MARK);
  const text = mark ? decoded.slice(1) : decoded;
  return hasLongLine(text) ? null : { text, mark, lineBreak: lineBreakOf(text) };
}

/** The bytes of an edited text, with the mark it had. */
export function writeText(text: string, { mark }: Pick<TextContent, 'mark'>): Blob {
  return new Blob([mark ? MARK + text : text], { type: 'application/octet-stream' });
}

/** What ends every line of a text. */
export function lineBreakOf(text: string): TextContent['lineBreak'] {
  const pairs = text.split('\r\n').length - 1;
  const single = text.split('\n').length - 1;
  const returns = text.split('\r').length - 1;
  return pairs > 0 && pairs === single && pairs === returns ? '\r\n' : '\n';
}

function hasLongLine(text: string): boolean {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const length = (end === -1 ? text.length : end) - start;
    if (length > LONGEST_LINE) return true;
    start += length + 1;
  }
  return false;
}
