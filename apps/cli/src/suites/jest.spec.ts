import { join } from 'node:path';
import { CHECKOUT } from '../system/checkout';
import { addCounts, countsOf } from './jest';
import { summaryLine } from './suites';

const REPORT = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

describe('countsOf', () => {
  it('counts what passed, failed and was skipped', () => {
    expect(countsOf({ ...REPORT, numFailedTests: 2 }, 1)).toMatchObject({ passed: 3, failed: 2, skipped: 1 });
  });

  it('counts a suite that could not be loaded as a failure', () => {
    expect(countsOf({ ...REPORT, numRuntimeErrorTestSuites: 1 }, 1).failed).toBe(1);
  });

  it('never calls a run passed that ended with an error or without a report', () => {
    expect(countsOf(REPORT, 1)).toMatchObject({
      passed: 3,
      failed: 1,
      failures: [expect.stringContaining('code 1')],
    });
    expect(countsOf(REPORT, null).failed).toBe(1);
    expect(countsOf(null, 0).failed).toBe(1);
  });
});

describe('the failures of a run', () => {
  const failed = (fullName: string, message: string) => ({
    ...{ status: 'failed', fullName },
    failureMessages: [message],
  });

  it('are named with their file and the first thing they say', () => {
    const testResults = [
      {
        ...{ name: join(CHECKOUT, 'libs/a.spec.ts'), message: 'all of it' },
        assertionResults: [
          failed('a cat sleeps', '\n\u001b[31mError: it is awake\u001b[39m\n    at x'),
          { status: 'passed', fullName: 'a cat eats', failureMessages: [] },
        ],
      },
      { name: join(CHECKOUT, 'libs/b.spec.ts'), message: 'does not load\n', assertionResults: [] },
      {
        ...{ name: join(CHECKOUT, 'libs/c.spec.ts'), message: 'the clean-up failed' },
        assertionResults: [{ status: 'passed', fullName: 'a cat eats', failureMessages: [] }],
      },
      { name: join(CHECKOUT, 'libs/d.spec.ts'), message: '', assertionResults: [] },
    ];
    expect(countsOf({ ...REPORT, testResults }, 1).failures).toEqual([
      'libs/a.spec.ts › a cat sleeps: Error: it is awake',
      'libs/b.spec.ts: does not load',
      'libs/c.spec.ts: the clean-up failed',
    ]);
  });
});

describe('summaryLine', () => {
  it('tells of skipped tests only when there are some', () => {
    const counts = countsOf(REPORT, 0);
    expect(summaryLine(addCounts(counts, counts))).toBe('6 passed, 0 failed, 2 skipped');
    expect(summaryLine({ passed: 1, failed: 0, skipped: 0, failures: [] })).toBe('1 passed, 0 failed');
  });
});
