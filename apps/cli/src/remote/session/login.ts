import { plainLine } from '@nora/contracts';
import { readFileSync } from 'node:fs';
import { CliError, codeOf } from '../../system/errors';
import { NoraClient } from '../client';
import { originOf, type WorkspaceRef } from '../connect';
import { EXIT } from '../exit-codes';
import { printJson } from '../../system/json-text';
import { Profiles } from '../profiles';
import { ask, secretFrom } from '../prompts';
import { RemoteError } from '../remote-error';

interface LoginOptions {
  email?: string;
  keyFile?: string;
  name?: string;
  json?: true;
}

const KEY = /^nora_[0-9A-Za-z]{20,}$/;

/**
 * Signs in and remembers it.
 * @throws CliError when the credential is not taken
 */
export async function login(
  address: string,
  options: LoginOptions,
  profiles = new Profiles(),
): Promise<void> {
  const url = originOf(address);
  const credential =
    options.email === undefined ? await keyOf(options.keyFile) : await sessionOf(url, options.email);
  const client = new NoraClient(url, credential);
  const workspaces = await client.list<WorkspaceRef>('/api/workspaces');
  const [only, ...others] = workspaces;
  const name = options.name ?? new URL(url).host;
  profiles.keep(name, {
    ...{ url, credential },
    ...(only !== undefined && others.length === 0 ? { workspaceId: only.id } : {}),
  });
  if (options.json) {
    printJson({ profile: name, url, workspaces });
    return;
  }
  console.log(`Signed in to ${url}, kept as "${plainLine(name)}".`);
  if (only === undefined) console.log('There is no workspace for you yet.');
  else if (others.length === 0) console.log(`Workspace: ${plainLine(only.name)}`);
  else
    console.log(
      `Choose a workspace with \`nora workspaces use\`: ${workspaces.map(({ slug }) => slug).join(', ')}`,
    );
}

async function keyOf(file: string | undefined): Promise<string> {
  const key = file === undefined ? await secretFrom('API key: ') : readKey(file);
  if (!KEY.test(key)) throw new CliError('that is no API key of Nora: one begins with nora_', EXIT.usage);
  return key;
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${codeOf(error) ?? 'unknown fault'}`, EXIT.usage);
  }
}

/** The token of a new session; it comes as a cookie, and is taken as a bearer token too. */
async function sessionOf(url: string, email: string): Promise<string> {
  const password = await secretFrom(`Password of ${email}: `);
  const answer = await post(url, '/api/auth/login', { email, password });
  if (answer.ok) return tokenOf(answer);
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; challenge?: string };
  if (problem.code !== 'second_factor_required' || problem.challenge === undefined) {
    throw new RemoteError(answer.status, problem);
  }
  if (!process.stdin.isTTY) {
    throw new CliError(
      'the account has a second factor: sign in at a terminal, or use an API key',
      EXIT.usage,
    );
  }
  const code = await ask('Code of the second factor: ');
  const second = await post(url, '/api/auth/second-factor', { code, challenge: problem.challenge });
  if (!second.ok) throw new RemoteError(second.status, (await second.json().catch(() => ({}))) as object);
  return tokenOf(second);
}

function post(url: string, path: string, body: object): Promise<Response> {
  return new NoraClient(url, null).attempt('POST', path, {
    payload: JSON.stringify(body),
    // What a browser would send: the request comes from nowhere but here.
    headers: { 'content-type': 'application/json', origin: url, 'x-nora-csrf': '1' },
  });
}

function tokenOf(response: Response): string {
  const cookies = response.headers.getSetCookie();
  const token = cookies.map((cookie) => /^(?:__Host-)?nora_session=([^;]+)/.exec(cookie)?.[1]).find(Boolean);
  if (!token) throw new CliError(`${response.url} is not a Nora: it has opened no session`, EXIT.failed);
  return token;
}
