import { decodeCursor, encodeCursor } from '@nora/http-kit';

/** Gateways page by offset; rows have no ids of Nora's. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Where a page of a gateway's list begins. */
export function encodeOffset(list: string, offset: number): string {
  return encodeCursor({ sort: list, key: String(offset), id: NO_ID });
}

/** @throws DomainError `validation_failed` */
export function decodeOffset(list: string, cursor: string | undefined): number {
  const key = decodeCursor(cursor, list)?.key ?? '0';
  return /^\d{1,7}$/.test(key) ? Number(key) : 0;
}
