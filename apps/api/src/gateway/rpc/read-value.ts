/** Readers of what a runtime sent: members of the wrong kind count as absent. */

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Null for the empty text, too. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A whole number that is not negative. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Milliseconds since 1970 as a time, where they are one. */
export function asInstant(value: unknown): string | null {
  const count = asCount(typeof value === 'number' ? Math.floor(value) : value);
  if (count === null || count > 8.64e15) return null;
  return new Date(count).toISOString();
}

/** Text of a limited length, with a mark where something is left out. */
export function shortened(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
