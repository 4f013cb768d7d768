// P11: what it takes to admit calls of models against budgets, beside what a script in Redis takes for less; and that
// a crash of PostgreSQL in the middle loses nothing. Prints a table and one JSON line; exits 1 when a bar is missed.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureCrash } from './model-ledger/crash.mjs';
import { measureMost, measurePace } from './model-ledger/pace.mjs';
import { LedgerScene } from './model-ledger/scene.mjs';
import { ScriptedLedger } from './model-ledger/scripted-ledger.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { DURABLE, OwnPostgres, OwnRedis } from './support/stores.mjs';

const USAGE = `usage: ./nora bench model-ledger [--rate N] [--seconds N] [--clients N] [--agents N]

  The ledger of models in this process; a PostgreSQL as it comes, which waits for its disk, and a Redis, of its own.
  Every call is held by three budgets: its agent's, its workspace's, the installation's.

  1. --rate calls a second ask to be admitted for --seconds, and are over up to half a second later. Measured is the
     time until one is admitted. Bars: p50 <= 1 ms, p99 <= 10 ms. Beside it, the same of a script in Redis that checks
     the three amounts and writes nothing else.
  2. --clients ask one after another for --seconds: the most that one budget lets through. Bar: 400 a second.
  3. As in 1., while PostgreSQL crashes and comes back. Bar: rows and budgets agree with what was done, exactly.

  --rate     calls a second (200)
  --seconds  of each part (15)
  --clients  of the second part (32)
  --agents   who take turns (20)`;

const BARS = { p50Ms: 1, p99Ms: 10, mostPerSecond: 400 };

await runBench(
  {
    usage: USAGE,
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '15' },
      clients: { type: 'string', default: '32' },
      agents: { type: 'string', default: '20' },
    },
  },
  async (values, cleanup) => {
    const options = Object.fromEntries(
      ['rate', 'seconds', 'clients', 'agents'].map((name) => [name, wholeNumber(name, values[name])]),
    );
    const directory = mkdtempSync(join(tmpdir(), 'nora-bench-'));
    cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
    // As root, the stores run as another user, who must be able to pass.
    chmodSync(directory, 0o711);
    const logs = join(directory, 'logs');
    mkdirSync(logs);
    const postgres = await OwnPostgres.create(directory, logs, DURABLE);
    const redis = await OwnRedis.create(logs);
    for (const store of [postgres, redis]) {
      cleanup.defer(() => store.stop());
      await store.start();
    }
    const scene = await LedgerScene.open(cleanup, postgres, options.agents);
    const scripted = new ScriptedLedger(redis.url, options.agents);
    cleanup.defer(() => scripted.close());
    await measurePace(scene, { ...options, seconds: 3 });
    const pace = await measurePace(scene, options);
    const most = await measureMost(scene, options);
    const script = await measurePace(scripted, options);
    const crash = await measureCrash(scene, options);
    const met =
      pace.p50Ms <= BARS.p50Ms &&
      pace.p99Ms <= BARS.p99Ms &&
      most.perSecond >= BARS.mostPerSecond &&
      crash.unlike.length === 0;
    return {
      table: tableOf(pace, script, most, crash, options),
      line: { bench: 'model-ledger', id: 'P11', options, pace, script, most, crash, met },
    };
  },
);

function tableOf(pace, script, most, crash, { rate, clients }) {
  return {
    [`admitted, ${rate}/s, p50 ms`]: { value: pace.p50Ms, bar: BARS.p50Ms },
    [`admitted, ${rate}/s, p99 ms`]: { value: pace.p99Ms, bar: BARS.p99Ms },
    'of a script in Redis, p50 ms': { value: script.p50Ms, bar: '' },
    'of a script in Redis, p99 ms': { value: script.p99Ms, bar: '' },
    [`calls a second, ${clients} clients`]: { value: most.perSecond, bar: BARS.mostPerSecond },
    'calls over a crash of PostgreSQL': { value: crash.settled, bar: '' },
    'not told while it was away': { value: crash.untold, bar: '' },
    'differences in the books': { value: crash.unlike.length, bar: 0 },
  };
}
