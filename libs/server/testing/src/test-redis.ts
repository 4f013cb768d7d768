import { Redis } from 'ioredis';
import { redisServerUrl } from './run';

/** Redis has 16 databases; 0 is left to whatever else uses the server. */
const DATABASES = 15;

/** A Redis database of one Jest worker's own, empty at first. Channels are shared by all databases. */
export interface TestRedis {
  /** Address with the database's number; give it to BullMQ and to programs. */
  url: string;
  /** An open connection. */
  client: Redis;
  /** Empties the database and closes the connection. Call it in `afterAll`. */
  close(): Promise<void>;
}

/** The database of this Jest worker; a worker runs one suite at a time. */
export async function testRedis(): Promise<TestRedis> {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1);
  const url = new URL(redisServerUrl());
  url.pathname = `/${1 + ((worker - 1) % DATABASES)}`;
  const client = new Redis(url.toString(), { maxRetriesPerRequest: null });
  await client.flushdb();
  return {
    url: url.toString(),
    client,
    async close() {
      await client.flushdb();
      await client.quit();
    },
  };
}
