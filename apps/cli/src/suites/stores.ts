import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgres, postgresUrl } from '../services/postgres';
import { startRedis } from '../services/redis';
import { redisUrl } from '../services/redis-connection';
import type { Service } from '../services/service';
import type { SupervisionContext } from '../services/supervised-process';
import { findFreePort } from '../system/ports';
import { RotatingLog } from '../system/rotating-log';

/** Nothing of a test outlives it, so nothing has to survive a power cut. */
const FAST_AND_FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A directory for one run, which services that run as another user can walk through. */
export function makeTemporaryDirectory(name: string, parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, `nora-${name}-`));
  chmodSync(directory, 0o711);
  return directory;
}

/** Runs an act with a PostgreSQL and a Redis of its own, and leaves nothing of them. */
export async function withStores<T>(act: (environment: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const directory = makeTemporaryDirectory('stores');
  const services = new Map<string, Service>();
  const logs: RotatingLog[] = [];
  const never = new AbortController().signal;
  const context = (name: string): SupervisionContext => {
    const log = new RotatingLog(join(directory, `${name}.log`));
    logs.push(log);
    return { log, changed: () => undefined, say: (line) => console.error(line) };
  };
  try {
    const taken = new Set<number>();
    const postgres = {
      directory: join(directory, 'postgres'),
      port: await findFreePort(taken),
      password: randomBytes(24).toString('base64url'),
      settings: FAST_AND_FORGETFUL,
    };
    taken.add(postgres.port);
    const redis = {
      directory: join(directory, 'redis'),
      port: await findFreePort(taken),
      password: randomBytes(24).toString('base64url'),
      installationId: `nora-test-${randomBytes(4).toString('hex')}`,
    };
    const database = await createPostgres(postgres, context('postgres'));
    services.set('postgres', database);
    await database.start(never);
    await startRedis(redis, context('redis'), (service) => void services.set('redis', service), never);
    return await act({ DATABASE_URL: postgresUrl(postgres), REDIS_URL: redisUrl(redis) });
  } finally {
    await Promise.all([...services.values()].map((service) => service.stop(never)));
    for (const log of logs) log.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
