import { createDataSource, pendingMigrations } from '@nora/domain';
import { createProducerRedis, DeploymentsProducer } from '@nora/queues';
import type { DataSource } from 'typeorm';
import { messageOf } from '../system/errors';
import { fail, ok, warn } from './check';
import type { CheckResult } from './check';

const LEAST_POSTGRES = 15;
const LEAST_REDIS = 7;
const PATIENCE_MS = 5_000;

/** Whether PostgreSQL answers, is new enough, and has every migration. */
export async function checkPostgres(url: string): Promise<CheckResult[]> {
  const source = createDataSource(url, { poolSize: 1 });
  try {
    await withinPatience(source.initialize());
    return [await checkVersion(source), await checkMigrations(source)];
  } catch (error) {
    return [
      fail('postgres', `it does not answer: ${messageOf(error)}`, 'run ./nora up, or check DATABASE_URL'),
    ];
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

async function checkVersion(source: DataSource): Promise<CheckResult> {
  const [row] = await source.query<{ server_version: string }[]>('SHOW server_version');
  const version = row?.server_version ?? 'unknown';
  return Number.parseInt(version, 10) >= LEAST_POSTGRES
    ? ok('postgres', `PostgreSQL ${version} answers`)
    : fail('postgres', `PostgreSQL ${version} is too old`, `use PostgreSQL ${LEAST_POSTGRES} or newer`);
}

async function checkMigrations(source: DataSource): Promise<CheckResult> {
  const pending = await pendingMigrations(source);
  return pending.length === 0
    ? ok('migrations', `all ${source.migrations.length} are applied`)
    : fail(
        'migrations',
        `${pending.length} are pending`,
        'start this release with ./nora up, which applies them',
      );
}

/** Whether Redis answers, is new enough and never evicts, and what waits in the queues. */
export async function checkRedis(url: string): Promise<CheckResult[]> {
  let fault = 'no answer';
  const redis = createProducerRedis(url, (error) => (fault = error.message));
  const producer = new DeploymentsProducer(redis);
  try {
    await withinPatience(producer.queue.waitUntilReady());
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    const counts = await withinPatience(producer.depth());
    return [checkRedisVersion(version), await checkEviction(redis), describeQueue(producer.name, counts)];
  } catch (error) {
    const detail = `it does not answer: ${fault === 'no answer' ? messageOf(error) : fault}`;
    return [fail('redis', detail, 'run ./nora up, or check REDIS_URL')];
  } finally {
    redis.disconnect();
  }
}

function checkRedisVersion(version: string): CheckResult {
  return Number.parseInt(version, 10) >= LEAST_REDIS
    ? ok('redis', `Redis ${version} answers`)
    : fail('redis', `Redis ${version} is too old`, `use Redis ${LEAST_REDIS} or newer`);
}

async function checkEviction(redis: ReturnType<typeof createProducerRedis>): Promise<CheckResult> {
  const name = 'redis eviction';
  try {
    const [, policy] = (await redis.config('GET', 'maxmemory-policy')) as string[];
    return policy === 'noeviction'
      ? ok(name, 'maxmemory-policy is noeviction')
      : fail(name, `maxmemory-policy is ${policy}, which loses jobs`, 'set maxmemory-policy noeviction');
  } catch {
    return warn(name, 'this Redis does not tell its settings', 'make sure maxmemory-policy is noeviction');
  }
}

function describeQueue(queue: string, counts: Record<string, number>): CheckResult {
  const detail = Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  return (counts['failed'] ?? 0) === 0
    ? ok(`queue ${queue}`, detail)
    : warn(`queue ${queue}`, detail, 'look at ./nora logs provisioner-worker');
}

/** Waits no longer than the doctor does for anything. @throws Error afterwards */
export function withinPatience<T>(act: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)),
      PATIENCE_MS,
    );
    act.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
