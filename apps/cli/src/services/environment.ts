import { resolve } from 'node:path';
import type { InstanceSecrets } from '../instance/secrets';

export type ProgramName = 'api' | 'provisioner-worker' | 'backup-worker';

/** Everything that shapes the environment of the three programs. */
export interface EnvironmentInput {
  /** What the operator set: wins for settings that Nora does not decide itself. */
  inherited: NodeJS.ProcessEnv;
  secrets: InstanceSecrets;
  /** The instance's own file with encryption keys. */
  encryptionKeys: string;
  databaseUrl: string;
  redisUrl: string;
  port: number;
  dataDirectory: string;
  uiRoot: string;
  targets: readonly string[];
  runtimeListener: { port: number; dockerHostAddress: string | null };
}

/** Secrets of the operator that only the API has a use for. */
const FOR_THE_API = [
  ...['JWT_SECRET', 'NORA_CLAIM_TOKEN', 'DEFAULT_ADMIN_PASSWORD', 'SMTP_URL'],
  ...['NORA_API_KEY_HASH_SECRET', 'NORA_WORKSPACE_INVITE_SECRET'],
  ...['OAUTH_GITHUB_CLIENT_SECRET', 'OAUTH_GOOGLE_CLIENT_SECRET', 'OAUTH_OIDC_CLIENT_SECRET'],
];

/** The environment of one program. Secrets travel in it only, never in arguments or files of others. */
export function programEnvironment(program: ProgramName, input: EnvironmentInput): NodeJS.ProcessEnv {
  const { inherited, secrets, runtimeListener } = input;
  const hosts = ['127.0.0.1'];
  if (runtimeListener.dockerHostAddress !== null) hosts.push(runtimeListener.dockerHostAddress);
  const dockerHost = runtimeListener.dockerHostAddress ?? 'host.docker.internal';
  const common: NodeJS.ProcessEnv = {
    ...inherited,
    NODE_ENV: 'production',
    DATABASE_URL: input.databaseUrl,
    REDIS_URL: input.redisUrl,
    ENCRYPTION_KEY_FILE: encryptionKeyFile(input) ?? '',
    NORA_INSTALLATION_ID: inherited['NORA_INSTALLATION_ID'] || secrets.installationId,
    NORA_TARGETS: input.targets.join(','),
    NORA_DATA_DIR: input.dataDirectory,
    RUNTIME_LISTENER_HOSTS: hosts.join(','),
    RUNTIME_LISTENER_PORT: String(runtimeListener.port),
    RUNTIME_LISTENER_URL_DOCKER: `http://${dockerHost}:${runtimeListener.port}`,
    RUNTIME_LISTENER_URL_PROCESS: `http://127.0.0.1:${runtimeListener.port}`,
    PUBLIC_URL: inherited['PUBLIC_URL'] || `http://localhost:${input.port}`,
    HEALTH_PORT: '0',
    NORA_TOPOLOGY: 'embedded',
  };
  if (program !== 'api') {
    for (const name of FOR_THE_API) delete common[name];
    return common;
  }
  return {
    ...common,
    HOST: '127.0.0.1',
    PORT: String(input.port),
    UI_ROOT: input.uiRoot,
    NORA_AUTO_MIGRATE: 'true',
    JWT_SECRET: inherited['JWT_SECRET'] || secrets.jwtSecret,
    NORA_API_KEY_HASH_SECRET: inherited['NORA_API_KEY_HASH_SECRET'] || secrets.apiKeyHashSecret,
    NORA_WORKSPACE_INVITE_SECRET: inherited['NORA_WORKSPACE_INVITE_SECRET'] || secrets.inviteSecret,
    NORA_CLAIM_TOKEN: claimToken(input),
  };
}

/** Keys that the operator set himself go first: as a file, or in the environment, where null is given for the file. */
export function encryptionKeyFile({
  inherited,
  encryptionKeys,
}: Pick<EnvironmentInput, 'inherited' | 'encryptionKeys'>): string | null {
  const own = inherited['ENCRYPTION_KEY_FILE'];
  // The programs run in another directory than the one from which the operator named it.
  if (own) return resolve(own);
  return inherited['ENCRYPTION_KEY'] ? null : encryptionKeys;
}

/** The token that the first administrator must present. */
export function claimToken({ inherited, secrets }: Pick<EnvironmentInput, 'inherited' | 'secrets'>): string {
  return inherited['NORA_CLAIM_TOKEN'] || secrets.claimToken;
}
