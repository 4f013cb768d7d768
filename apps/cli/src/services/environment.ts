import type { InstanceSecrets } from '../instance/secrets';

export type ProgramName = 'api' | 'provisioner-worker' | 'backup-worker';

/** Everything that shapes the environment of the three programs. */
export interface EnvironmentInput {
  /** What the operator set: wins for settings that Nora does not decide itself. */
  inherited: NodeJS.ProcessEnv;
  secrets: InstanceSecrets;
  databaseUrl: string;
  redisUrl: string;
  port: number;
  dataDirectory: string;
  uiRoot: string;
  targets: readonly string[];
  runtimeListener: { port: number; dockerHostAddress: string | null };
}

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
    JWT_SECRET: inherited['JWT_SECRET'] || secrets.jwtSecret,
    ENCRYPTION_KEY: inherited['ENCRYPTION_KEY'] || secrets.encryptionKey,
    NORA_INSTALLATION_ID: inherited['NORA_INSTALLATION_ID'] || secrets.installationId,
    NORA_TARGETS: input.targets.join(','),
    NORA_DATA_DIR: input.dataDirectory,
    RUNTIME_LISTENER_HOSTS: hosts.join(','),
    RUNTIME_LISTENER_PORT: String(runtimeListener.port),
    RUNTIME_LISTENER_URL_DOCKER: `http://${dockerHost}:${runtimeListener.port}`,
    RUNTIME_LISTENER_URL_PROCESS: `http://127.0.0.1:${runtimeListener.port}`,
    PUBLIC_URL: inherited['PUBLIC_URL'] || `http://localhost:${input.port}`,
    HEALTH_PORT: '0',
  };
  delete common['NORA_CLAIM_TOKEN'];
  if (program !== 'api') return common;
  return {
    ...common,
    HOST: '127.0.0.1',
    PORT: String(input.port),
    UI_ROOT: input.uiRoot,
    NORA_AUTO_MIGRATE: 'true',
    NORA_CLAIM_TOKEN: claimToken(input),
  };
}

/** The token that the first administrator must present. */
export function claimToken({ inherited, secrets }: Pick<EnvironmentInput, 'inherited' | 'secrets'>): string {
  return inherited['NORA_CLAIM_TOKEN'] || secrets.claimToken;
}
