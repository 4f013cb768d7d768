/** One fact of an entry: where it is and what it says. */
export interface AuditFact {
  path: string;
  text: string;
}

/** One thing that an act changed. */
export interface AuditDifference {
  path: string;
  kind: 'added' | 'removed' | 'changed';
  /** Null where it was not there. */
  before: string | null;
  after: string | null;
}

/** The facts of an object, nested ones by dotted paths. */
export function factsOf(value: object | null, prefix = ''): AuditFact[] {
  return Object.entries(value ?? {}).flatMap(([name, part]: [string, unknown]) => {
    const path = prefix + name;
    if (isNested(part)) return factsOf(part, `${path}.`);
    return [{ path, text: textOf(part) }];
  });
}

/** What tells two objects apart. */
export function differencesOf(before: object | null, after: object | null): AuditDifference[] {
  const old = new Map(factsOf(before).map(({ path, text }) => [path, text]));
  const now = new Map(factsOf(after).map(({ path, text }) => [path, text]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path) ?? null, now.get(path) ?? null];
    if (was === is) return [];
    const kind = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ path, kind, before: was, after: is } satisfies AuditDifference];
  });
}

function isNested(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === '') return '“”';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return 'none';
  const plain = value.every((part) => typeof part === 'string' || typeof part === 'number');
  return plain ? value.join(', ') : JSON.stringify(value);
}
