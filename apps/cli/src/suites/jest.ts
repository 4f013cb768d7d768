import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT, MODULES } from '../system/checkout';
import { readJson } from '../system/files';

/** How many tests ended how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of Jest's report that is read. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** Counts of a report; a run that failed without a failed test counts as one failure. */
export function countsOf(report: JestReport | null, exitCode: number | null): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs Jest with one configuration of the checkout, its output as usual, and counts. */
export async function runJest(
  configuration: string,
  environment: NodeJS.ProcessEnv = {},
  argv: readonly string[] = [],
): Promise<Counts> {
  const configFile = join(CHECKOUT, configuration);
  if (!existsSync(configFile)) {
    console.error(`${configuration} is missing`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const directory = mkdtempSync(join(tmpdir(), 'nora-jest-'));
  const outputFile = join(directory, 'report.json');
  try {
    const exitCode = await runNode(
      [join(MODULES, '.bin', 'jest'), '--config', configFile, '--json', '--outputFile', outputFile, ...argv],
      environment,
    );
    return countsOf(readJson<JestReport>(outputFile), exitCode);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs a Node program in the checkout with this terminal; its exit code, or null when a signal ended it. */
export function runNode(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      cwd: CHECKOUT,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    });
    // Ctrl-C reaches the child by itself; here it must not end the clean-up that follows.
    const wait = (): void => undefined;
    const forward = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', forward);
    const settle = (): void => void process.removeListener('SIGINT', wait).removeListener('SIGTERM', forward);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code) => {
      settle();
      resolve(code);
    });
  });
}
