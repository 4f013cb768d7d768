import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError, codeOf } from '../system/errors';
import { EXIT } from './exit-codes';

/** A Nora that somebody signed in to. */
export interface Profile {
  url: string;
  /** An API key or the token of a session. */
  credential: string;
  /** Id of the workspace that commands work on. */
  workspaceId?: string;
}

interface ProfilesFile {
  version: 1;
  current: string | null;
  profiles: Record<string, Profile>;
}

const NOTHING: ProfilesFile = { version: 1, current: null, profiles: {} };

/** What is remembered of servers and credentials, in a file that its owner alone can read. */
export class Profiles {
  constructor(readonly path: string = profilesPath(process.env)) {}

  /** The names that are known. */
  names(): string[] {
    return Object.keys(this.read().profiles).sort();
  }

  /** Which one is used when none is named. */
  current(): string | null {
    return this.read().current;
  }

  /**
   * @param name by default the current one
   * @returns null where it is not known
   */
  find(name?: string): { name: string; profile: Profile } | null {
    const { current, profiles } = this.read();
    const chosen = name ?? current;
    const profile = chosen === null ? undefined : profiles[chosen];
    return chosen === null || profile === undefined ? null : { name: chosen, profile };
  }

  /** Keeps a profile and makes it the current one. */
  keep(name: string, profile: Profile): void {
    const { profiles } = this.read();
    this.write({ version: 1, current: name, profiles: { ...profiles, [name]: profile } });
  }

  /** Forgets a profile. The next one in the alphabet becomes current where it was. */
  forget(name: string): void {
    const { current, profiles } = this.read();
    const rest = Object.fromEntries(Object.entries(profiles).filter(([key]) => key !== name));
    const next = current === name ? (Object.keys(rest).sort()[0] ?? null) : current;
    this.write({ version: 1, current: next, profiles: rest });
  }

  private read(): ProfilesFile {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return NOTHING;
      throw new CliError(`${this.path} cannot be read: ${codeOf(error) ?? 'unknown fault'}`, EXIT.usage);
    }
    return parse(text, this.path);
  }

  private write(file: ProfilesFile): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, this.path);
  }
}

/** Where profiles are kept: below XDG_CONFIG_HOME or ~/.config. */
export function profilesPath({ XDG_CONFIG_HOME }: NodeJS.ProcessEnv): string {
  const base = XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(homedir(), '.config');
  return join(base, 'nora', 'config.json');
}

function parse(text: string, path: string): ProfilesFile {
  const broken = (): CliError =>
    new CliError(
      `${path} is not what it should be; remove it and sign in again with \`nora login\``,
      EXIT.usage,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken();
  }
  if (typeof value !== 'object' || value === null || !('profiles' in value)) throw broken();
  const { profiles, current } = value as { profiles: unknown; current?: unknown };
  if (typeof profiles !== 'object' || profiles === null) throw broken();
  const entries = Object.entries(profiles);
  if (!entries.every((entry): entry is [string, Profile] => isProfile(entry[1]))) throw broken();
  return {
    ...{ version: 1, profiles: Object.fromEntries(entries) },
    current: typeof current === 'string' && current in profiles ? current : null,
  };
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false;
  const { url, credential, workspaceId } = value as Record<string, unknown>;
  return (
    typeof url === 'string' &&
    typeof credential === 'string' &&
    (workspaceId === undefined || typeof workspaceId === 'string')
  );
}
