import { readSchemaState } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CommandRedis } from '../../../core/connections';
import { failed, ok, warning, type Finding, type HealthCheck, type HealthChecks } from '../health-check';

const LEAST_POSTGRES = 15;
const LEAST_REDIS = 7;
/** An answer that takes longer makes every page slow. */
const SLOW_MS = 250;
/** Signatures, codes of second factors and leases are compared across machines. */
const CLOCK_WARNING_MS = 1_000;
const CLOCK_FAILED_MS = 10_000;

const DOCS = 'docs/operations.md#when-something-is-wrong';

/** PostgreSQL and Redis. */
@Injectable()
export class StoreChecks implements HealthChecks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly redis: CommandRedis,
  ) {}

  checks(): HealthCheck[] {
    const store = { group: 'stores', docs: DOCS, page: null, onError: 'failed' } as const;
    const postgres = 'Start PostgreSQL, or check DATABASE_URL.';
    const redis = 'Start Redis, or check REDIS_URL. No work is lost: PostgreSQL remembers it.';
    return [
      {
        ...{ ...store, id: 'postgresql', title: 'PostgreSQL', onErrorRemedy: postgres },
        look: () => this.postgres(),
      },
      {
        ...{
          ...store,
          id: 'migrations',
          title: 'Migrations',
          docs: 'docs/operations.md',
          onErrorRemedy: postgres,
        },
        look: () => this.migrations(),
      },
      { ...{ ...store, id: 'redis', title: 'Redis', onErrorRemedy: redis }, look: () => this.redisItself() },
      {
        ...{ ...store, id: 'redis-eviction', title: 'Redis keeps what it is given', onErrorRemedy: redis },
        ...{ onError: 'unknown' as const, look: () => this.eviction() },
      },
      {
        ...{ ...store, id: 'clock', title: 'Clocks', group: 'surroundings', onErrorRemedy: postgres },
        ...{ onError: 'unknown' as const, look: () => this.clock() },
      },
    ];
  }

  private async postgres(): Promise<Finding> {
    const start = performance.now();
    const [row] = await this.dataSource.query<{ server_version: string }[]>('SHOW server_version');
    return judged('PostgreSQL', row?.server_version ?? '', LEAST_POSTGRES, performance.now() - start);
  }

  private async migrations(): Promise<Finding> {
    const { pending, newer } = await readSchemaState(this.dataSource);
    if (pending.length > 0) {
      const remedy = 'Apply them: start this release with ./nora up, or run its migration job.';
      return failed(`${pending.length} of this release are not applied.`, remedy);
    }
    if (newer.length > 0) {
      const remedy = 'Finish the upgrade: start every process with the newer release.';
      return warning(`A newer release has applied ${newer.length} that this one does not know.`, remedy);
    }
    return ok(`All ${this.dataSource.migrations.length} are applied.`);
  }

  private async redisItself(): Promise<Finding> {
    const start = performance.now();
    const version = /redis_version:(\S+)/.exec(await this.redis.connection.info('server'))?.[1] ?? '';
    return judged('Redis', version, LEAST_REDIS, performance.now() - start);
  }

  private async eviction(): Promise<Finding> {
    const remedy = 'Set maxmemory-policy noeviction.';
    let policy: string | undefined;
    try {
      [, policy] = (await this.redis.connection.config('GET', 'maxmemory-policy')) as string[];
    } catch {
      const seen = 'This Redis does not tell its settings, as some hosted ones do not.';
      return { state: 'unknown', seen, remedy: `${remedy} Otherwise jobs are lost when its memory is full.` };
    }
    return policy === 'noeviction'
      ? ok('maxmemory-policy is noeviction.')
      : failed(`maxmemory-policy is ${policy ?? 'not known'}, which loses jobs when memory is full.`, remedy);
  }

  private async clock(): Promise<Finding> {
    const before = Date.now();
    const [row] = await this.dataSource.query<{ at: number }[]>(
      `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at`,
    );
    const after = Date.now();
    const apart = Math.abs((row?.at ?? 0) - (before + after) / 2);
    const seen = `This API and PostgreSQL are ${Math.round(apart)} ms apart.`;
    const remedy = 'Let a time service (NTP) set the clocks of both machines.';
    if (apart > CLOCK_FAILED_MS) return failed(seen, remedy);
    return apart > CLOCK_WARNING_MS ? warning(seen, remedy) : ok(seen);
  }
}

function judged(name: string, version: string, least: number, latencyMs: number): Finding {
  const seen = `${name} ${version} answers in ${Math.ceil(latencyMs)} ms.`;
  if (Number.parseInt(version, 10) < least) return failed(seen, `Use ${name} ${least} or newer.`);
  return latencyMs > SLOW_MS ? warning(seen, `Look at the load and the network of ${name}.`) : ok(seen);
}
