import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CHECKOUT, MODULES } from '../system/checkout';
import { readJson } from '../system/files';
import { runNode } from './run-program';

/** Characters of a line that says what failed. */
const MOST_CHARACTERS = 160;

/** How many tests ended how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Each of the failed ones in a line, as far as they have names. */
  failures: readonly string[];
}

/** The part of Jest's report that is read. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: {
    /** Path of the file. */
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
    failures: [...left.failures, ...right.failures],
  };
}

/** Counts of a report; a run that failed without a failed test counts as one failure. */
export function countsOf(report: JestReport | null, exitCode: number | null): Counts {
  if (report === null) return failure('Jest left no report');
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const named = report.testResults.flatMap(failuresOf);
  const unnamed = `no test failed, but Jest ended with code ${exitCode ?? 'none, by a signal'}`;
  const broken = failed === 0 && exitCode !== 0;
  return {
    passed: report.numPassedTests,
    failed: broken ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: broken && named.length === 0 ? [unnamed] : named,
  };
}

/** A run of which only one failure is known. */
export function failure(what: string): Counts {
  return { passed: 0, failed: 1, skipped: 0, failures: [what] };
}

function failuresOf({ name, message, assertionResults }: JestReport['testResults'][number]): string[] {
  const file = relative(CHECKOUT, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  // The file as a whole: it did not load, or what comes after its tests failed.
  if (failed.length === 0) return message === '' ? [] : [`${file}: ${firstLine(message)}`];
  return failed.map(
    ({ fullName, failureMessages }) => `${file} › ${fullName}: ${firstLine(failureMessages[0] ?? '')}`,
  );
}

function firstLine(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n');
  return (lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, MOST_CHARACTERS);
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
    return failure(`${configuration} is missing`);
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
