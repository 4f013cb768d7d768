import {
  lineOf,
  pickCheckpoint,
  pickEntry,
  type AuditExportCheckpoint,
  type AuditExportEntry,
  type AuditExportTrailer,
} from './export-format';
import type { FileLine } from './lines';

/** A line behind the header, as it was written. */
export type ExportLine = AuditExportEntry | AuditExportCheckpoint | AuditExportTrailer;

/** The JSON object of a line; null when it is none. */
export function parseLine(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The type of a line, if it is one that an export has. */
export function typeOf(parsed: Record<string, unknown> | null): ExportLine['type'] | null {
  const type = parsed?.['type'];
  return type === 'entry' || type === 'checkpoint' || type === 'trailer' ? type : null;
}

/**
 * Whether a line is spelled as it would be written: no other members, no other order, no other spelling of a number
 * or a text. What readers of another kind might see is what was signed.
 */
export function isAsWritten({ text }: FileLine, line: ExportLine): boolean {
  return text === lineOf(rebuilt(line));
}

function rebuilt(line: ExportLine): object {
  switch (line.type) {
    case 'entry':
      return { type: line.type, ...pickEntry(line), link: line.link };
    case 'checkpoint':
      return { type: line.type, ...pickCheckpoint(line), link: line.link };
    case 'trailer':
      return line;
  }
}
