import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FixedKeyRing, SealedValues, formatEncryptionKey, hashPassword, readKeyFile } from '@nora/crypto';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';

const run = promisify(execFile);

/** A running instance, as `./nora test e2e` and `./nora test web` hand it to a suite. */
export interface LiveInstance {
  url: string;
  claimToken: string;
  dataDirectory: string;
  /** Where its agents run. */
  target: 'docker' | 'process';
}

/** The identity provider that an instance was told of, and that a suite starts. */
export interface ExpectedIssuer {
  url: string;
  clientSecret: string;
}

/** What an instance keeps to itself. */
export interface InstanceSecrets {
  jwtSecret: string;
  apiKeyHashSecret: string;
  inviteSecret: string;
  claimToken: string;
  installationId: string;
  postgresPassword: string;
  redisPassword: string;
}

/** One service of `./nora status --json`. */
export interface ServiceReport {
  name: string;
  state: string;
  pid: number | null;
  restarts: number;
}

/** The credentials of an agent, in the clear. */
export interface AgentSecrets {
  gatewayToken: string;
  sidecarToken: string;
  modelKey: string;
}

/** Somebody with a password. */
export interface Account {
  name: string;
  email: string;
  password: string;
}

interface Ports {
  postgres: number;
  redis: number;
  runtimeListener: number;
}

/** @throws Error that names the variable that is missing */
export function liveInstance(): LiveInstance {
  const target = required('NORA_E2E_TARGET');
  if (target !== 'docker' && target !== 'process') throw new Error(`NORA_E2E_TARGET ${target} is not known`);
  return {
    url: required('NORA_E2E_URL').replace(/\/$/, ''),
    claimToken: required('NORA_E2E_CLAIM_TOKEN'),
    dataDirectory: resolve(required('NORA_E2E_DATA')),
    target,
  };
}

/** @throws Error that names the variable that is missing */
export function expectedIssuer(): ExpectedIssuer {
  return { url: required('NORA_E2E_OIDC_ISSUER'), clientSecret: required('NORA_E2E_OIDC_SECRET') };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run ./nora test e2e or ./nora test web, which start an instance`);
  return value;
}

export function secretsOf({ dataDirectory }: LiveInstance): InstanceSecrets {
  return JSON.parse(readFileSync(join(dataDirectory, 'secrets.json'), 'utf8')) as InstanceSecrets;
}

/** The file with the encryption keys. */
export function keyFileOf({ dataDirectory }: LiveInstance): string {
  return join(dataDirectory, 'encryption.keys');
}

/** The key under which secrets are stored, as its file has it. */
export function encryptionKeyOf(instance: LiveInstance): string {
  return formatEncryptionKey(readKeyFile(keyFileOf(instance)).keys[0]);
}

function portsOf({ dataDirectory }: LiveInstance): Ports {
  return JSON.parse(readFileSync(join(dataDirectory, 'ports.json'), 'utf8')) as Ports;
}

/** Loopback address of the listener that faces the agents. */
export function runtimeListenerOf(instance: LiveInstance): string {
  return `http://127.0.0.1:${portsOf(instance).runtimeListener}`;
}

export function redisUrlOf(instance: LiveInstance): string {
  const { redisPassword } = secretsOf(instance);
  return process.env['REDIS_URL'] ?? `redis://:${redisPassword}@127.0.0.1:${portsOf(instance).redis}`;
}

/** Runs an act with a connection to the instance's database. */
export async function withInstanceDatabase<T>(
  instance: LiveInstance,
  act: (client: Client) => Promise<T>,
): Promise<T> {
  const { postgresPassword } = secretsOf(instance);
  const own = `postgres://nora:${postgresPassword}@127.0.0.1:${portsOf(instance).postgres}/nora`;
  const client = new Client({ connectionString: process.env['DATABASE_URL'] ?? own });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** Adds an account with a workspace of its own, which the API cannot do yet. Returns the workspace's id. */
export async function insertAccount(instance: LiveInstance, account: Account): Promise<string> {
  const [userId, workspaceId] = [uuid(), uuid()];
  const passwordHash = await hashPassword(account.password);
  await withInstanceDatabase(instance, async (client) => {
    await client.query('INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)', [
      userId,
      account.email,
      account.name,
      passwordHash,
    ]);
    await client.query(
      'INSERT INTO workspaces (id, name, slug, personal, created_by_id) VALUES ($1, $2, $3, true, $4)',
      [workspaceId, account.name, `workspace-${workspaceId}`, userId],
    );
    await client.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'owner')`,
      [workspaceId, userId],
    );
  });
  return workspaceId;
}

/** The credentials of an agent, opened with the instance's key. */
export async function agentSecretsOf(instance: LiveInstance, agentId: string): Promise<AgentSecrets> {
  const sealed = new SealedValues(new FixedKeyRing(...readKeyFile(keyFileOf(instance)).keys));
  const { rows } = await withInstanceDatabase(instance, (client) =>
    client.query<{ gateway_token: string; sidecar_token: string; model_key: string }>(
      'SELECT gateway_token, sidecar_token, model_key FROM agent_credentials WHERE agent_id = $1',
      [agentId],
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`agent ${agentId} has no credentials`);
  const open = (column: keyof typeof row): string =>
    sealed.open(row[column], { table: 'agent_credentials', column, rowId: agentId });
  return {
    gatewayToken: open('gateway_token'),
    sidecarToken: open('sidecar_token'),
    modelKey: open('model_key'),
  };
}

/** The keys of the providers that an instance was given, in the clear, by the ids of the providers. */
export async function providerKeysOf(instance: LiveInstance): Promise<Record<string, string>> {
  const sealed = new SealedValues(new FixedKeyRing(...readKeyFile(keyFileOf(instance)).keys));
  const { rows } = await withInstanceDatabase(instance, (client) =>
    client.query<{ id: string; api_key: string }>(
      'SELECT id, api_key FROM model_providers WHERE api_key IS NOT NULL',
    ),
  );
  const open = ({ id, api_key: value }: (typeof rows)[number]): string =>
    sealed.open(value, { table: 'model_providers', column: 'api_key', rowId: id });
  return Object.fromEntries(rows.map((row) => [row.id, open(row)]));
}

/** Runs `./nora` for the instance's data directory and returns what it printed. */
export async function runNora({ dataDirectory }: LiveInstance, ...argv: string[]): Promise<string> {
  const entry = process.env['NORA_E2E_CLI'] ?? resolve(__dirname, '../../../../nora');
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NORA_E2E_|JEST_|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
  );
  const { stdout } = await run(entry, [...argv, '--data', dataDirectory], { env: environment });
  return stdout;
}

/** One service of the instance, as `./nora status` tells. */
export async function serviceOf(instance: LiveInstance, name: string): Promise<ServiceReport> {
  const { services } = JSON.parse(await runNora(instance, 'status', '--json')) as {
    services: ServiceReport[];
  };
  const service = services.find((candidate) => candidate.name === name);
  if (service === undefined) throw new Error(`the instance has no service ${name}`);
  return service;
}
