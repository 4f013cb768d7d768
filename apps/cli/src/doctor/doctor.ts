import type { DataDirectory } from '../instance/data-directory';
import { readStatus } from '../instance/status';
import { storeUrls } from '../instance/store-urls';
import { fail, ok, warn } from './check';
import type { CheckName, CheckResult } from './check';
import { checkEncryptionKeys } from './encryption';
import { checkDisk, checkSecrets, checkTargets } from './machine';
import { checkPostgres, checkRedis } from './stores';

/** Looks at everything an instance stands on. */
export async function examine(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
): Promise<CheckResult[]> {
  const urls = storeUrls(directory, environment);
  const [postgres, redis, targets, disk, keys] = await Promise.all([
    urls.database === null ? [notYet('postgres')] : checkPostgres(urls.database),
    urls.redis === null ? [notYet('redis')] : checkRedis(urls.redis),
    checkTargets(directory),
    checkDisk(directory),
    checkEncryptionKeys(directory, environment, urls.database),
  ]);
  return [checkInstance(directory), ...postgres, ...redis, ...targets, disk, checkSecrets(directory), keys];
}

function notYet(name: CheckName): CheckResult {
  return fail(name, 'there is none yet', 'run ./nora up, which brings its own');
}

function checkInstance(directory: DataDirectory): CheckResult {
  const { running, state, url, services } = readStatus(directory);
  if (!running) return warn('instance', `nothing runs for ${directory.path}`, 'run ./nora up');
  const sick = services.filter((service) => service.state !== 'ready').map(({ name }) => name);
  return sick.length === 0
    ? ok('instance', `${state}: ${url ?? ''}`)
    : fail('instance', `not ready: ${sick.join(', ')}`, `look at ./nora logs ${sick[0]}`);
}

const MARKS = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

/** The findings as a person reads them. */
export function describeFindings(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const indented = (line: string): string => `${' '.repeat(width + 8)}${line}`;
  return results
    .flatMap(({ name, status, detail, remedy, runbook }) => [
      `${MARKS[status]}  ${name.padEnd(width)}  ${detail}`,
      ...(remedy === null ? [] : [`→ ${remedy}`, `  more: ${runbook}`].map(indented)),
    ])
    .join('\n');
}
