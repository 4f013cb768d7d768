import { isDeepStrictEqual } from 'node:util';

/** A value of JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [member: string]: JsonValue;
}

export const CHANGE_KINDS = ['added', 'removed', 'changed'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One difference. `from` is null of what was added, `to` of what was removed. */
export interface Change {
  path: string[];
  from: JsonValue;
  to: JsonValue;
  kind: ChangeKind;
}

/**
 * What turns one document into another, member by member in the order of their names. Lists count as one value.
 * No two changes touch the same place, so they can be applied in any order.
 */
export function differencesOf(from: JsonObject, to: JsonObject, path: string[] = []): Change[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.flatMap((name): Change[] => {
    const here = [...path, name];
    const before = memberOf(from, name);
    const after = memberOf(to, name);
    if (before === undefined) return [{ path: here, from: null, to: after ?? null, kind: 'added' }];
    if (after === undefined) return [{ path: here, from: before, to: null, kind: 'removed' }];
    if (isObject(before) && isObject(after)) return differencesOf(before, after, here);
    if (isDeepStrictEqual(before, after)) return [];
    return [{ path: here, from: before, to: after, kind: 'changed' }];
  });
}

function memberOf(value: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
