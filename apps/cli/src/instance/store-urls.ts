import { postgresUrl } from '../services/postgres';
import { redisUrl } from '../services/redis-connection';
import { readJson } from '../system/files';
import type { DataDirectory } from './data-directory';
import type { KeptPorts } from './kept-ports';
import { readSecrets } from './secrets';

/** Where PostgreSQL and Redis of an instance are: as the environment says, or its own; null before its first start. */
export function storeUrls(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
): { database: string | null; redis: string | null } {
  const secrets = readSecrets(directory.secrets);
  const ports = readJson<KeptPorts>(directory.ports);
  const own = secrets !== null && ports !== null ? { secrets, ports } : null;
  return {
    database:
      environment['DATABASE_URL'] ||
      (own && postgresUrl({ port: own.ports.postgres, password: own.secrets.postgresPassword })),
    redis:
      environment['REDIS_URL'] ||
      (own && redisUrl({ port: own.ports.redis, password: own.secrets.redisPassword })),
  };
}
