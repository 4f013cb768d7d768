import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { keyHintOf } from '@nora/contracts';
import { codeOf } from '../system/errors';
import type { KeySource, WantedProvider } from './fleet-file';
import type { KnownKey } from './plan-providers';

const MOST_BYTES = 64 * 1024;

/** Keys of providers, had from where a fleet file says. They leave here for the API alone. */
export class ProviderKeys {
  private constructor(private readonly found: ReadonlyMap<string, { key: string } | { missing: string }>) {}

  /**
   * @param base what paths in the file count from
   * @param environment of the command
   */
  static async of(
    providers: readonly WantedProvider[],
    base: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<ProviderKeys> {
    const found = new Map<string, { key: string } | { missing: string }>();
    for (const { name, keyFrom } of providers) {
      if (keyFrom) found.set(name, await read(keyFrom, base, environment));
    }
    return new ProviderKeys(found);
  }

  /** What may be shown of them. */
  known(): ReadonlyMap<string, KnownKey> {
    const entries = [...this.found].map(([name, one]): [string, KnownKey] => [
      name,
      'key' in one ? { hint: keyHintOf(one.key) } : one,
    ]);
    return new Map(entries);
  }

  /** The key itself, for the body of a call. */
  of(name: string): string | undefined {
    const one = this.found.get(name);
    return one && 'key' in one ? one.key : undefined;
  }
}

async function read(
  source: KeySource,
  base: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ key: string } | { missing: string }> {
  if ('env' in source) {
    const key = environment[source.env]?.trim();
    return key ? { key } : { missing: `${source.env} is not set` };
  }
  const path = resolve(base, source.file);
  try {
    if ((await stat(path)).size > MOST_BYTES) return { missing: `${source.file} is too large for a key` };
    const key = (await readFile(path, 'utf8')).trim();
    return key ? { key } : { missing: `${source.file} is empty` };
  } catch (error) {
    return { missing: `${source.file} cannot be read (${codeOf(error) ?? 'failed'})` };
  }
}
