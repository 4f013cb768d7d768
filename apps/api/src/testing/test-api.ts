import { randomBytes } from 'node:crypto';
import { SealedValues, formatEncryptionKey, hashPassword, newEncryptionKey } from '@nora/crypto';
import { User } from '@nora/domain';
import { createLogger, type Logger } from '@nora/observability';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import { createTestDatabase, testRedis } from '@nora/testing';
import type { DataSource } from 'typeorm';
import { readApiSettings, type ApiSettings } from '../core/api-settings';
import { startApi } from '../platform/start';
import { createPersonalWorkspace } from '../workspaces/personal-workspace';
import { TestClient } from './test-client';

export const CLAIM_TOKEN = 'claim-token-of-the-test-api';
export const PASSWORD = 'nine quiet herons land';

/** The whole API on a database of its own, listening on free ports. */
export interface TestApi {
  url: string;
  runtimeUrl: string;
  redisUrl: string;
  dataSource: DataSource;
  /** Opens what this API sealed, and seals what it is to open. */
  sealed: SealedValues;
  stores: TestStores;
  /** Somebody who has not signed in. */
  visitor(): TestClient;
  /** A new account with a workspace of its own, signed in. */
  member(name?: string, platformRole?: 'user' | 'admin'): Promise<Member>;
  /** Starts a second API of the same installation. Close it before this one. */
  replica(): Promise<Replica>;
  close(): Promise<void>;
}

/** Another API on the same PostgreSQL and Redis. */
export type Replica = Pick<TestApi, 'url' | 'runtimeUrl' | 'visitor' | 'close'>;

export interface Member {
  client: TestClient;
  userId: string;
  email: string;
  workspaceId: string;
}

/** Tests ask for more in a minute than anybody should. */
const UNLIMITED = {
  RATE_LIMIT_LOGINS: '0',
  RATE_LIMIT_SIGNUPS: '0',
  RATE_LIMIT_MAILS: '0',
  RATE_LIMIT_MUTATIONS: '0',
  RATE_LIMIT_REQUESTS: '0',
};

/** A database and a Redis of one suite's own. */
export interface TestStores {
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  redis: Awaited<ReturnType<typeof testRedis>>;
}

export async function openTestStores(): Promise<TestStores> {
  const [database, redis] = await Promise.all([createTestDatabase(), testRedis()]);
  return { database, redis };
}

/** Settings of an API on these stores. */
export function testSettings(
  { database, redis }: TestStores,
  environment: Record<string, string> = {},
): ApiSettings {
  const keys = keysOf(environment);
  return readApiSettings({
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PORT: '0',
    RUNTIME_LISTENER_PORT: '0',
    JWT_SECRET: randomBytes(32).toString('hex'),
    NORA_CLAIM_TOKEN: CLAIM_TOKEN,
    NORA_INSTALLATION_ID: 'medium-tests',
    NORA_DATA_DIR: '/nonexistent',
    ...keys,
    ...UNLIMITED,
    ...environment,
  });
}

/**
 * Starts the API against the PostgreSQL and Redis of the medium tests.
 * @param environment settings of the suite's own
 */
export async function startTestApi(
  adapters: RuntimeAccess[] = [],
  environment: Record<string, string> = {},
): Promise<TestApi> {
  const stores = await openTestStores();
  const { database, redis } = stores;
  const settings = testSettings(stores, environment);
  const api = await startApi(settings, adapters, faultLogger());
  const url = `http://127.0.0.1:${api.port}`;
  const { dataSource } = database;
  const sealed = new SealedValues(
    settings.encryption.keyRing({ broken: () => undefined, changed: () => undefined }),
  );
  return {
    ...{ url, dataSource, sealed, stores, redisUrl: redis.url },
    runtimeUrl: `http://127.0.0.1:${api.runtimePort}`,
    visitor: () => new TestClient(url),
    member: (name, platformRole) => addMember(url, dataSource, name, platformRole),
    async replica() {
      const second = await startApi(settings, adapters, faultLogger());
      const secondUrl = `http://127.0.0.1:${second.port}`;
      return {
        ...{ url: secondUrl, runtimeUrl: `http://127.0.0.1:${second.runtimePort}` },
        ...{ visitor: () => new TestClient(secondUrl), close: () => second.close() },
      };
    },
    async close() {
      await api.close();
      await redis.close();
      await database.drop();
    },
  };
}

/** A key of the suite's own, unless the suite brings a file. */
function keysOf({ ENCRYPTION_KEY_FILE }: Record<string, string>): Record<string, string> {
  return ENCRYPTION_KEY_FILE ? {} : { ENCRYPTION_KEY: formatEncryptionKey(newEncryptionKey()) };
}

let count = 0;
let passwordHash: Promise<string> | undefined;

/** A new account with a workspace of its own, signed in at an API. */
export async function addMember(
  url: string,
  dataSource: DataSource,
  name = 'Ada',
  platformRole: 'user' | 'admin' = 'user',
): Promise<Member> {
  count += 1;
  const email = `member-${count}@example.test`;
  passwordHash ??= hashPassword(PASSWORD);
  const fields = { email, name, passwordHash: await passwordHash, platformRole, disabledAt: null };
  const user = dataSource.manager.create(User, fields);
  const workspace = await dataSource.transaction(async (manager) => {
    await manager.insert(User, user);
    return createPersonalWorkspace(manager, user);
  });
  const client = new TestClient(url);
  const { status } = await client.post('/api/auth/login', { email, password: PASSWORD });
  if (status !== 200) throw new Error(`the log-in of a member answered ${status}`);
  return { client, userId: user.id, email, workspaceId: workspace.id };
}

/** Writes what no test can have meant to the output of the tests, where nobody else would say it. */
function faultLogger(): Logger {
  return createLogger('api', 'error', {
    write: (line: string) => {
      if (line.includes('"code":"internal_error"')) process.stderr.write(line);
    },
  });
}
