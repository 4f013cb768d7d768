import { asText, shortened } from '../rpc/read-value';

/** Entries of one kind that are passed on, and how many more there were. */
export interface Listing<T> {
  items: T[];
  more: number;
}

/**
 * Reads the entries of a list; those that cannot be read are left out.
 * @returns null where it is no list at all: an empty one would say that there is nothing
 */
export function listingOf<T>(
  values: unknown,
  limit: number,
  read: (value: unknown) => T | null,
): Listing<T> | null {
  if (!Array.isArray(values)) return null;
  const items = (values as unknown[]).slice(0, limit).flatMap((value) => read(value) ?? []);
  return { items, more: Math.max(0, values.length - limit) };
}

/** Text of a limited length, on one line; null for the empty one. */
export function lineOf(value: unknown, limit: number): string | null {
  const text = asText(value)?.replace(/\s+/g, ' ').trim();
  return text ? shortened(text, limit) : null;
}
