import { randomBytes } from 'node:crypto';
import { RUN_VARIABLE, redisServerUrl, withServer } from './run';

/**
 * Global setup of the medium tests: proves that PostgreSQL answers, and names the run. The template database is
 * made by the first suite that needs one, because Jest maps the workspace's import paths only inside tests.
 */
export default async function setup(): Promise<void> {
  redisServerUrl();
  process.env[RUN_VARIABLE] = randomBytes(5).toString('hex');
  await withServer((client) => client.query('SELECT 1'));
}
