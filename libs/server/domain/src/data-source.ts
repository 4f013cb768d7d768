import { Client, type ClientConfig } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import * as entities from './entities';
import { MIGRATIONS } from './migrations';
import { SnakeNamingStrategy } from './naming-strategy';

/**
 * A connection that breaks without breaking its process. TypeORM listens to a connection in use until its first
 * error; a server that goes away may cause two, and an error nobody listens to ends a process. Whoever uses the
 * connection is told by the query that fails.
 */
class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** Options of every connection of Nora to PostgreSQL. The schema changes by migration only. */
export function dataSourceOptions(url: string, { poolSize = 10 } = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: Object.values(entities),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    namingStrategy: new SnakeNamingStrategy(),
    synchronize: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    applicationName: 'nora',
    poolSize,
    extra: { Client: SteadyClient, statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 },
  };
}

/** A connection that is not open yet: call `initialize()`. */
export function createDataSource(url: string, options?: { poolSize?: number }): DataSource {
  return new DataSource(dataSourceOptions(url, options));
}
