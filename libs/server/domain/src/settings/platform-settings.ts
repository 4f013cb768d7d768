import {
  BANNER_LENGTH,
  BANNER_SEVERITIES,
  PLATFORM_NUMBERS,
  isAllowedNumber,
  type Banner,
  type PlatformNumberName,
  type PlatformOverrides,
} from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { PlatformSetting } from '../entities';

/** Row of `platform_settings` with what administrators have set. */
const KEY = 'settings';

const NUMBER_NAMES = Object.keys(PLATFORM_NUMBERS) as PlatformNumberName[];

/** What administrators have set, as it was at one time. */
export interface StoredSettings {
  values: PlatformOverrides;
  /** 0 as long as nobody has set anything. */
  revision: number;
  changedAt: Date | null;
}

/**
 * Reads what administrators have set. What this release does not know, or would not let anybody set, counts as not
 * set: another release may have written it.
 */
export async function readPlatformSettings(
  manager: EntityManager,
  { lock = false }: { lock?: boolean } = {},
): Promise<StoredSettings> {
  const row = await manager.findOne(PlatformSetting, {
    where: { key: KEY },
    ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });
  if (!row) return { values: {}, revision: 0, changedAt: null };
  return { values: overridesOf(row.value), revision: row.revision, changedAt: row.updatedAt };
}

/**
 * Writes what administrators have set, if it is still of the revision that they looked at.
 * @returns false when somebody else was faster
 */
export async function writePlatformSettings(
  manager: EntityManager,
  revision: number,
  values: PlatformOverrides,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO platform_settings AS s (key, value, revision, updated_at)
     SELECT $1, $2::jsonb, $3::int + 1, now() WHERE $3::int = 0 OR EXISTS (SELECT FROM platform_settings WHERE key = $1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision, updated_at = now()
       WHERE s.revision = $3::int
     RETURNING s.revision`,
    [KEY, JSON.stringify(values), revision],
  );
  return rows.length === 1;
}

/** What can be believed of a stored document. */
export function overridesOf(stored: unknown): PlatformOverrides {
  if (typeof stored !== 'object' || stored === null) return {};
  const found = stored as Record<string, unknown>;
  const values: PlatformOverrides = {};
  for (const name of NUMBER_NAMES) {
    const value = found[name];
    if (isAllowedNumber(name, value)) values[name] = value;
  }
  if (typeof found['signupEnabled'] === 'boolean') values.signupEnabled = found['signupEnabled'];
  for (const name of ['runtimeFamily', 'deployTarget'] as const) {
    const value = found[name];
    if (typeof value === 'string' && value !== '') values[name] = value;
  }
  const banner = bannerOf(found['banner']);
  if (banner) values.banner = banner;
  return values;
}

function bannerOf(stored: unknown): Banner | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { text, severity, from, until } = stored as Record<string, unknown>;
  const known = BANNER_SEVERITIES.find((one) => one === severity);
  if (typeof text !== 'string' || text === '' || text.length > BANNER_LENGTH || !known) return null;
  return { text, severity: known, from: momentOf(from), until: momentOf(until) };
}

const momentOf = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null;
