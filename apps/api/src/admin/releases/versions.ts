const VERSION =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]{1,50}(?:\.[0-9A-Za-z-]{1,50}){0,9}))?$/;

/** True for a version of the form of Semantic Versioning 2.0, without build metadata. */
export const isVersion = (text: string): boolean => VERSION.test(text);

/** True for one that comes before a release, such as 1.0.0-rc.1. */
export const isPrerelease = (version: string): boolean => version.includes('-');

/** Order of versions (SemVer 2.0, §11): below 0 when the first is older. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  for (const at of [0, 1, 2] as const) {
    if (one.numbers[at] !== other.numbers[at]) return (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
  }
  if (one.before === null || other.before === null) {
    return Number(one.before === null) - Number(other.before === null);
  }
  for (let at = 0; at < Math.max(one.before.length, other.before.length); at += 1) {
    const [left, right] = [one.before[at], other.before[at]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

function partsOf(version: string): { numbers: number[]; before: string[] | null } {
  const [, major, minor, patch, before] = VERSION.exec(version) ?? [];
  return { numbers: [major, minor, patch].map(Number), before: before?.split('.') ?? null };
}
