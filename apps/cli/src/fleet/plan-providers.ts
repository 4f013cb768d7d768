import { MODEL_PROVIDER_KINDS } from '@nora/contracts';
import type { ActualProvider } from './actual';
import { changesBetween, unchangeable } from './differences';
import type { WantedProvider } from './fleet-file';
import type { Change, ProviderAction, Shown } from './plan';

/** What is known of a key without showing it: what may be shown of it, or why it could not be had. */
export type KnownKey = { hint: string } | { missing: string };

/** The hint of a key that is too short for one. It tells nothing apart. */
const NO_HINT = '…';

/** @param keys of those providers whose key the file says where to have, by name */
export function planProviders(
  wanted: readonly WantedProvider[],
  actual: readonly ActualProvider[],
  keys: ReadonlyMap<string, KnownKey>,
): ProviderAction[] {
  const byName = new Map(actual.map((provider) => [provider.name, provider]));
  return wanted.map((provider) =>
    planProvider(provider, byName.get(provider.name) ?? null, keys.get(provider.name)),
  );
}

/** Takes away what the file does not name. */
export function pruneProviders(
  wanted: readonly WantedProvider[],
  actual: readonly ActualProvider[],
): ProviderAction[] {
  const named = new Set(wanted.map(({ name }) => name));
  return actual
    .filter(({ name }) => !named.has(name))
    .map((provider) => ({
      ...{ section: 'providers', id: `providers/${provider.name}`, name: provider.name, act: 'delete' },
      ...{ changes: [], wanted: null, actual: provider, note: 'with its key' },
    }));
}

function planProvider(
  wanted: WantedProvider,
  actual: ActualProvider | null,
  key: KnownKey | undefined,
): ProviderAction {
  const keyChange = changeOfKey(actual, key);
  const changes = [...changesBetween(fieldsOf(wanted), actual && shownOf(actual)), ...keyChange];
  const blocked = whatStandsInTheWay(wanted, actual, key, changes);
  const act = blocked ? 'blocked' : actual === null ? 'create' : changes.length === 0 ? 'none' : 'update';
  const note = blocked ?? noteOnKey(actual, key);
  return {
    ...{
      section: 'providers',
      id: `providers/${wanted.name}`,
      name: wanted.name,
      act,
      changes,
      wanted,
      actual,
    },
    ...(note === undefined ? {} : { note }),
  };
}

function whatStandsInTheWay(
  { kind }: WantedProvider,
  actual: ActualProvider | null,
  key: KnownKey | undefined,
  changes: readonly Change[],
): string | undefined {
  const unavailable = key && 'missing' in key ? key.missing : undefined;
  if (actual === null) {
    if (unavailable !== undefined) return unavailable;
    const { label, key: need } = MODEL_PROVIDER_KINDS[kind];
    return need === 'required' && !key
      ? `${label} needs a key: say with keyFrom where it is had from`
      : undefined;
  }
  const moved = changes.some(({ field }) => field === 'baseUrl') && actual.keyHint !== null;
  if (moved && (!key || unavailable !== undefined)) {
    const why = unavailable ?? 'say with keyFrom where it is had from';
    return `another address asks for the key anew: ${why}`;
  }
  return unchangeable(changes, ['kind']);
}

function changeOfKey(actual: ActualProvider | null, key: KnownKey | undefined): Change[] {
  if (!key || 'missing' in key) return [];
  if (actual === null) return [{ field: 'key', to: key.hint }];
  if (actual.keyHint === key.hint) return [];
  return [{ field: 'key', ...(actual.keyHint === null ? {} : { from: actual.keyHint }), to: key.hint }];
}

function noteOnKey(actual: ActualProvider | null, key: KnownKey | undefined): string | undefined {
  if (actual === null || !key) return undefined;
  if ('missing' in key) return `key not compared: ${key.missing}`;
  if (key.hint === NO_HINT && actual.keyHint === NO_HINT)
    return 'key not compared: it is too short for a hint';
  return undefined;
}

function fieldsOf({
  kind,
  baseUrl,
  defaultModel,
  enabled,
  isDefault,
}: WantedProvider): Record<string, Shown | undefined> {
  const address =
    baseUrl === null ? (MODEL_PROVIDER_KINDS[kind].baseUrl ?? null) : baseUrl?.replace(/\/+$/, '');
  return { kind, baseUrl: address, defaultModel, enabled, isDefault };
}

function shownOf({ kind, baseUrl, defaultModel, enabled, isDefault }: ActualProvider): Record<string, Shown> {
  return { kind, baseUrl, defaultModel, enabled, isDefault };
}
