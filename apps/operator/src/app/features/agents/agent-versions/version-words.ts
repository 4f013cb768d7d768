import type { AgentVersion, VersionChange } from '@nora/data-access';

/** What made a version, for a person. */
export const SOURCE_WORDS: Readonly<Record<AgentVersion['source'], string>> = {
  edit: 'Edited',
  deploy: 'Deployed',
  duplicate: 'Duplicated',
  'hub-install': 'Installed from the hub',
  restore: 'Restored',
  rollback: 'Rolled back',
  migration: 'Migrated',
};

const PATH_WORDS: Readonly<Record<string, string>> = {
  name: 'Name',
  'resources.vcpu': 'Processors (vCPU)',
  'resources.ramMb': 'Memory (MB)',
  'resources.diskGb': 'Disk (GB)',
  'selection.runtimeFamily': 'Runtime family',
  'selection.deployTarget': 'Target',
  'selection.sandboxProfile': 'Sandbox profile',
};

/** What a path of a version is about; null where the path says it best. */
export function wordForPath(path: string): string | null {
  return PATH_WORDS[path] ?? null;
}

/** One side of a difference, for a person. */
export function textOf({ path, kind, from, to }: VersionChange, side: 'from' | 'to'): string {
  const absent = side === 'from' ? 'added' : 'removed';
  if (kind === absent) return 'not set';
  const value: unknown = side === 'from' ? from : to;
  if (value === null) return path === 'resources.diskGb' ? 'no limit' : 'none';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The two versions to compare: what the address says, otherwise the current one with the one before it. */
export function pairOf(
  versions: readonly AgentVersion[],
  asked: { from?: string; to?: string },
): { from: number; to: number } | null {
  const current = versions.find((version) => version.current) ?? versions[0];
  if (!current) return null;
  const to = numberOf(asked.to) ?? current.number;
  const from = numberOf(asked.from) ?? (to > 1 ? to - 1 : versions.length > 1 ? to + 1 : null);
  return from === null ? null : { from, to };
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
