// S2: the whole API is asked for what its document allows and for what it does not, as every role. No answer may be a
// server error or one that the document does not know. Prints a table and one JSON line; exits 1 when one is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distinct, summaryOf } from './fuzz/findings.mjs';
import { runsOf } from './fuzz/plan.mjs';
import { ROLES, Scenes } from './fuzz/scene.mjs';
import { NotAvailable, fuzz, installSchemathesis } from './fuzz/schemathesis.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';

const USAGE = `usage: ./nora bench fuzz [--scale N] [--seed N] [--role NAME] [--short]

  Real API, worker, PostgreSQL and Redis of its own; runtimes on a simulated target. Schemathesis (from PyPI, in a
  virtual environment of its own) draws requests from the OpenAPI document, good and bad, as each of:
  ${ROLES.join(', ')}.
  Every role looks at a workspace of its own with agents, members, invitations and keys. Bars: no status from 500 on,
  no status, content type, header or body that the document does not know.

  --scale  multiplies the requests; 1 makes at least 10,000 (1)
  --seed   of what is drawn (1)
  --role   this one only
  --short  a few requests for every operation and role, as part of ./nora test

  Where Python or the package is not to be had it says so in a line and ends with status 3.`;

/** Fewest requests of a full run. */
const LEAST_REQUESTS = 10_000;
const UNAVAILABLE = 3;

await runBench(
  {
    usage: USAGE,
    options: {
      scale: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      role: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  },
  async ({ scale, seed, role, short }, cleanup, signal) => {
    const program = await installSchemathesis(signal).catch(skip);
    const roles = role === undefined ? ROLES : ROLES.filter((name) => name === role);
    if (roles.length === 0) throw new Error(`--role is one of ${ROLES.join(', ')}`);
    const directory = mkdtempSync(join(tmpdir(), 'nora-fuzz-'));
    cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
    const options = { scale: wholeNumber('scale', scale), seed: wholeNumber('seed', seed), short };
    const settings = { SIGNUP_ENABLED: 'true' };
    return withControlPlane({ settings }, async ({ apis: [api] }) => {
      const scenes = new Scenes(api.origin);
      await scenes.claim();
      const operations = await operationsOf(api.origin);
      const results = [];
      for (const name of roles) {
        const share = { ...options, role: name, operations };
        results.push(await play(name, { program, scenes, origin: api.origin, directory, share }, signal));
      }
      return report(results, operations, options);
    });
  },
);

/** Plays one role through all its runs. */
async function play(role, { program, scenes, origin, directory, share }, signal) {
  const scene = await scenes.open(role);
  const result = { role, requests: 0, accepted: 0, operations: new Set(), faults: [] };
  for (const run of runsOf(share)) {
    const place = join(directory, `${role}-${run.name}`);
    const events = await fuzz(
      program,
      { ...run, ...scene, origin, seed: share.seed, directory: place },
      signal,
    );
    const { requests, accepted, operations, faults, errors } = summaryOf(events);
    result.requests += requests;
    result.accepted += accepted;
    for (const operation of operations) result.operations.add(operation);
    result.faults.push(
      ...faults,
      ...errors.map((message) => ({ operation: run.name, check: 'run', message })),
    );
  }
  console.error(`${role}: ${result.requests} requests, ${result.faults.length} faults`);
  return result;
}

async function operationsOf(origin) {
  const { paths } = await (await fetch(`${origin}/api/openapi.json`)).json();
  return Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
}

function report(results, operations, options) {
  const requests = results.reduce((sum, result) => sum + result.requests, 0);
  const faults = distinct(
    results.flatMap(({ role, faults: found }) => found.map((fault) => ({ ...fault, role }))),
  );
  for (const fault of faults) console.error(JSON.stringify(fault, null, 2));
  const enough = options.short || results.length < ROLES.length || requests >= LEAST_REQUESTS;
  const table = Object.fromEntries(
    results.map(({ role, requests: asked, accepted, operations: tried, faults: found }) => [
      role,
      { requests: asked, accepted, operations: tried.size, faults: found.length },
    ]),
  );
  const accepted = results.reduce((sum, result) => sum + result.accepted, 0);
  table.all = { requests, accepted, operations: operations.length, faults: faults.length };
  const met = faults.length === 0 && enough;
  return {
    table,
    line: { bench: 'fuzz', id: 'S2', options, requests, accepted, faults: faults.length, met },
  };
}

/** Nothing can be said here; whoever called decides what that means. */
function skip(error) {
  if (!(error instanceof NotAvailable)) throw error;
  console.error(`skipped: ${error.message}`);
  process.exit(UNAVAILABLE);
}
