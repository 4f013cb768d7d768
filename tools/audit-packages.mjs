// Asks the registry about known holes of every lockfile: node tools/audit-packages.mjs [--required]
// Fails at high and critical ones without an exception (tools/supply-chain/audit-exceptions.json). A registry that
// offers no audit is said in a line; with --required that fails too.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findingsOf, judgeFindings, whyNoReport } from './supply-chain/audit.mjs';
import { LOCKS } from './supply-chain/locks.mjs';

const options = {
  required: { type: 'boolean', default: false },
  root: { type: 'string', default: resolve(import.meta.dirname, '..') },
  exceptions: { type: 'string' },
};
const { required, root, exceptions: file } = parseArgs({ options }).values;
const exceptions = JSON.parse(
  readFileSync(file ?? join(root, 'tools/supply-chain/audit-exceptions.json'), 'utf8'),
);

const asked = await Promise.all(
  LOCKS.map(async ({ name, directory }) => ({ name, answer: await auditOf(join(root, directory)) })),
);
const findings = [];
const skipped = [];
for (const { name, answer } of asked) {
  const why = whyNoReport(answer);
  if (why) skipped.push(`${name}: ${why}`);
  else findings.push(...findingsOf(answer).map((finding) => ({ lock: name, ...finding })));
}
if (findings.length > 0) console.table(findings);
const faults = judgeFindings(
  findings,
  exceptions,
  new Date().toISOString().slice(0, 10),
  skipped.length === 0,
);
for (const fault of faults) console.error(fault);
if (skipped.length > 0) console.log(`audit skipped: ${skipped.join('; ')}`);
else console.log(`audit: ${findings.length} advisories, ${faults.length} faults`);
process.exitCode = faults.length > 0 || (required && skipped.length > 0) ? 1 : 0;

/** npm exits with 1 for findings and for faults alike, and prints JSON for both. */
function auditOf(directory) {
  const kinds = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);
  const argv = ['audit', '--json', '--audit-level=high', '--package-lock-only', ...kinds];
  return new Promise((done, failed) => {
    execFile('npm', argv, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      try {
        done(JSON.parse(stdout));
      } catch {
        failed(new Error(`npm audit printed no JSON in ${directory}`, { cause: error }));
      }
    });
  });
}
