import { validationFailed } from '../requests/validation';

/** Where a page ends: the order it was read in, and the sort key and id of its last row. */
export interface Cursor {
  sort: string;
  key: string;
  id: string;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An opaque text for `nextCursor`. */
export function encodeCursor({ sort, key, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/**
 * Reads a cursor that this API gave out for a list in the given order.
 * @throws DomainError `validation_failed` when it did not, or the order is another one
 */
export function decodeCursor(text: string | undefined, sort: string): Cursor | null {
  if (text === undefined) return null;
  const [givenSort, key, id] = parse(text);
  // PostgreSQL takes no NUL, and no key of ours holds one.
  const isKey = typeof key === 'string' && !key.includes('\0');
  if (givenSort === sort && isKey && typeof id === 'string' && ID.test(id)) {
    return { sort, key, id };
  }
  const message = 'Not a cursor of this list in this order. Begin again without one.';
  throw validationFailed([{ path: 'cursor', code: 'invalid_cursor', message }]);
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
