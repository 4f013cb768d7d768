import { Option, type Command } from 'commander';
import { CliError } from '../system/errors';
import { NoraClient } from './client';
import { EXIT } from './exit-codes';
import { Profiles } from './profiles';

/** Options of every command that talks to a Nora. */
export interface RemoteOptions {
  profile?: string;
  workspace?: string;
  json?: true;
}

/** A workspace as commands name it. */
export interface WorkspaceRef {
  id: string;
  name: string;
  slug: string;
}

/** A Nora, and who calls it. */
export interface Connection {
  client: NoraClient;
  /** The profile that was used; null where the environment says everything. */
  profile: string | null;
  /** What names the workspace: an option, a variable or the profile. */
  workspace: string | undefined;
}

/** Adds `--profile` and `--json`. */
export function remoteOptions(command: Command): Command {
  return command
    .addOption(new Option('--profile <name>', 'which Nora, as `nora login` named it (default: the last one)'))
    .option('--json', 'print JSON');
}

/** Adds `--workspace` too. */
export function workspaceOptions(command: Command): Command {
  return remoteOptions(command).addOption(
    new Option('--workspace <name>', 'name, address or id of a workspace (default: `nora workspaces use`)'),
  );
}

/**
 * The Nora of a profile, or of NORA_URL and NORA_API_KEY.
 * @throws CliError when nobody is signed in
 */
export function connect(
  { profile, workspace }: RemoteOptions,
  environment: NodeJS.ProcessEnv = process.env,
  profiles = new Profiles(),
): Connection {
  const { NORA_URL, NORA_API_KEY, NORA_WORKSPACE } = environment;
  const named = workspace ?? (NORA_WORKSPACE === '' ? undefined : NORA_WORKSPACE);
  if (profile === undefined && NORA_API_KEY) {
    const known = NORA_URL ? null : profiles.find();
    const url = NORA_URL ?? known?.profile.url;
    if (!url)
      throw new CliError('NORA_API_KEY is set, and NORA_URL is not: which Nora is meant?', EXIT.usage);
    return { client: new NoraClient(originOf(url), NORA_API_KEY), profile: null, workspace: named };
  }
  const found = profiles.find(profile);
  if (found === null) {
    const why = profile === undefined ? 'not signed in' : `there is no profile "${profile}"`;
    throw new CliError(
      `${why}: sign in with \`nora login\`, or set NORA_URL and NORA_API_KEY`,
      EXIT.unauthenticated,
    );
  }
  const { url, credential, workspaceId } = found.profile;
  return {
    client: new NoraClient(NORA_URL && profile === undefined ? sameOrigin(NORA_URL, url) : url, credential),
    ...{ profile: found.name, workspace: named ?? workspaceId },
  };
}

/**
 * The workspace that a command works on: the one that is named, or the only one.
 * @throws CliError when it is not there, or when there are several and none is named
 */
export async function workspaceOf(
  { client, workspace }: Connection,
  signal?: AbortSignal,
): Promise<WorkspaceRef> {
  const all = await client.list<WorkspaceRef>('/api/workspaces', {}, signal);
  if (workspace === undefined) {
    const [only, ...others] = all;
    if (only === undefined) throw new CliError('this account has no workspace', EXIT.notFound);
    if (others.length === 0) return only;
    const names = all.map(({ slug }) => slug).join(', ');
    throw new CliError(`which workspace? Say --workspace, or \`nora workspaces use\`: ${names}`, EXIT.usage);
  }
  const found = all.filter(({ id, slug, name }) => [id, slug, name].includes(workspace));
  const [one, another] = found;
  if (one === undefined) throw new CliError(`there is no workspace "${workspace}" for you`, EXIT.notFound);
  if (another !== undefined) {
    throw new CliError(
      `several workspaces are called "${workspace}": name one by its address or id`,
      EXIT.usage,
    );
  }
  return one;
}

/**
 * The origin of an address that somebody typed.
 * @throws CliError for anything but http and https
 */
export function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CliError(`"${text}" is no address: it begins with https:// or http://`, EXIT.usage);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliError('an address with a password in it is not taken', EXIT.usage);
  }
  return url.origin;
}

/** A credential goes to nobody but the server that gave it. */
function sameOrigin(wanted: string, known: string): string {
  if (originOf(wanted) === known) return known;
  throw new CliError(
    `NORA_URL is ${originOf(wanted)}, and you are signed in to ${known}: sign in there, or set NORA_API_KEY`,
    EXIT.usage,
  );
}
