import { dropDatabasesOfRun } from './run';

/** Global teardown of the medium tests: removes every database of the run, those of crashed suites too. */
export default async function teardown(): Promise<void> {
  await dropDatabasesOfRun();
}
