import { isDeepStrictEqual } from 'node:util';
import type { Change, Shown } from './plan';

/**
 * What of the wanted fields is another. A field that is not wanted is left alone.
 * @param actual null for what is yet to be made
 */
export function changesBetween(
  wanted: Readonly<Record<string, Shown | undefined>>,
  actual: Readonly<Record<string, Shown | undefined>> | null,
): Change[] {
  return Object.entries(wanted).flatMap(([field, to]) => {
    if (to === undefined) return [];
    const from = actual?.[field];
    if (actual !== null && isDeepStrictEqual(from, to)) return [];
    return [{ field, ...(from === undefined ? {} : { from }), to }];
  });
}

/** Says what stands in the way of fields that nobody can change. Undefined when nothing does. */
export function unchangeable(changes: readonly Change[], fields: readonly string[]): string | undefined {
  const [first] = changes.filter(({ field }) => fields.includes(field));
  if (!first) return undefined;
  return `${first.field} cannot be changed: give it another name, or delete it first`;
}

/** An amount without zeros that say nothing, so that 25, "25.0" and 25.000000 are the same. */
export function plainAmount(amount: string | number): string {
  const [whole = '0', decimals = ''] = String(amount).split('.');
  const kept = decimals.replace(/0+$/, '');
  const digits = whole.replace(/^0+(?=\d)/, '');
  return kept === '' ? digits : `${digits}.${kept}`;
}
