import { canonicalJson } from './canonical';

/** How something was and how it is now; both null when nothing differs. */
export type Changes<T> = { before: Partial<T>; after: Partial<T> } | { before: null; after: null };

/** `before` and `after` of an audit entry: the members that differ, and no others. */
export function changesOf<T extends object>(before: T, after: T): Changes<T> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T)[];
  const differ = names.filter(
    (name) => canonicalJson({ value: before[name] }) !== canonicalJson({ value: after[name] }),
  );
  if (differ.length === 0) return { before: null, after: null };
  const only = (all: T) => Object.fromEntries(differ.map((name) => [name, all[name] ?? null])) as Partial<T>;
  return { before: only(before), after: only(after) };
}
