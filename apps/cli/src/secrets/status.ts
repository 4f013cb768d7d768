import { byKey, countSealed, type SealedCount } from '@nora/domain';
import type { StoredSecrets } from './stored-secrets';

/** A key, and how many stored values lie under it. */
export interface KeyReport {
  /** Null for what is not a sealed value. */
  id: string | null;
  use: 'seals' | 'opens' | 'missing';
  values: number;
}

/** What `secrets status --json` prints. */
export interface SecretsReport {
  keyFile: string | null;
  keys: KeyReport[];
  columns: SealedCount[];
}

/** Counts the stored secrets by key. */
export async function readSecretsStatus({
  dataSource,
  keys,
  keyFile,
}: Pick<StoredSecrets, 'dataSource' | 'keys' | 'keyFile'>): Promise<SecretsReport> {
  const columns = await countSealed(dataSource);
  const stored = byKey(columns);
  const known = keys.map(({ id }, index): KeyReport => {
    return { id, use: index === 0 ? 'seals' : 'opens', values: stored.get(id) ?? 0 };
  });
  const missing = [...stored].flatMap(([id, values]): KeyReport[] =>
    keys.some((key) => key.id === id) ? [] : [{ id, use: 'missing', values }],
  );
  return { keyFile, keys: [...known, ...missing], columns };
}

/** Whether every stored secret can be opened with the keys that are there. */
export function canOpenAll({ keys }: SecretsReport): boolean {
  return keys.every(({ use }) => use !== 'missing');
}

const USES: { [K in KeyReport['use']]: string } = {
  seals: 'seals and opens',
  opens: 'opens',
  missing: 'is not there',
};

/** The report as a person reads it. */
export function describeSecretsStatus({ keyFile, keys }: SecretsReport): string {
  const rows = keys.map(({ id, use, values }) =>
    row(id ?? 'none', id ? USES[use] : 'not sealed', String(values)),
  );
  return [`Keys: ${keyFile ?? 'ENCRYPTION_KEY'}`, '', row('KEY', 'USE', 'STORED SECRETS'), ...rows].join(
    '\n',
  );
}

function row(key: string, use: string, values: string): string {
  return `${key.padEnd(10)}${use.padEnd(18)}${values.padStart(14)}`;
}
