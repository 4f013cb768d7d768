// Whether Nora's books of model calls are those of the provider, with the process that carries them stopped in between.
// Prints a table and one JSON line; exits 1 when they differ.
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './model-gateway/measure.mjs';
import { SETTINGS, openScene } from './model-gateway/scene.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { until } from './support/processes.mjs';

const USAGE = `usage: ./nora bench model-books [--calls N] [--clients N] [--kill]

  Real API, PostgreSQL and Redis of its own; a small server stands in for a provider and counts what it answers. Calls,
  every second of them a stream, go through Nora until so many have been answered. When half of them have been, the API
  gets SIGTERM, ends in order, and is started again. Then Nora's rows, its sums by hour and by day, and what its budgets
  say must all be what the provider has counted, call for call and token for token.

  --calls    answered calls (10000)
  --clients  under way at a time (32)
  --kill     SIGKILL instead: a call under way is then booked at its ceiling, none less than the provider counts`;

await runBench(
  {
    usage: USAGE,
    options: {
      calls: { type: 'string', default: '10000' },
      clients: { type: 'string', default: '32' },
      kill: { type: 'boolean', default: false },
    },
  },
  async ({ kill, ...values }, cleanup, signal) => {
    const [count, clients] = ['calls', 'clients'].map((name) => wholeNumber(name, values[name]));
    return withControlPlane({ workers: 0, settings: SETTINGS }, async (plane) => {
      const { ways, counts } = await openScene(plane, cleanup);
      const { failed, downMs } = await carry(plane.apis[0], ways.nora, { count, clients, kill }, signal);
      const books = await settledBooks(plane.postgres);
      return report({ count, clients, kill, failed, downMs, provider: await counts(), ...books });
    });
  },
);

/** Calls until so many were answered; in the middle, the API is stopped and started again. */
async function carry(api, way, { count, clients, kill }, signal) {
  let [answered, failed, begun, downMs] = [0, 0, 0, 0];
  let restarting = null;
  const restart = async () => {
    const at = performance.now();
    await api.kill(kill ? 'SIGKILL' : 'SIGTERM');
    await api.start();
    downMs = Math.round(performance.now() - at);
  };
  const client = async () => {
    while (answered < count) {
      begun += 1;
      try {
        await call(way, begun % 2 === 0 ? { stream: true, user: '8 1' } : {}, signal);
        answered += 1;
      } catch {
        signal.throwIfAborted();
        failed += 1;
        await sleep(100);
      }
      if (answered >= count / 2) restarting ??= restart();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await restarting;
  return { failed, downMs };
}

/** What Nora has written down, once nothing is set aside any more. */
async function settledBooks(postgres) {
  const one = async (sql) => (await postgres.query(sql))[0];
  await until(
    'everything is booked',
    async () => Number((await one('SELECT count(*) FROM model_reservations')).count) === 0,
    60_000,
  );
  const sums = (table) =>
    one(`SELECT coalesce(sum(calls), 0)::int AS calls, coalesce(sum(input_tokens), 0)::int AS input,
      coalesce(sum(output_tokens), 0)::int AS output FROM ${table}`);
  return {
    rows: await one(`SELECT count(*)::int AS calls, sum(input_tokens)::int AS input, sum(output_tokens)::int AS output,
      count(*) FILTER (WHERE outcome <> 'succeeded')::int AS unfinished FROM model_calls`),
    hours: await sums('model_usage_hours'),
    days: await sums('model_usage_days'),
    budget: await one(
      `SELECT sum(w.spent)::int AS tokens FROM budget_windows w JOIN budgets b ON b.id = w.budget_id WHERE b.unit = 'tokens'`,
    ),
  };
}

function report({ provider, rows, hours, days, budget, ...run }) {
  const said = provider.inputTokens + provider.outputTokens;
  const alike = [hours, days].every((sum) => sum.input === rows.input && sum.output === rows.output);
  const equal = rows.calls === provider.answered && rows.input + rows.output === said;
  const covered = rows.calls >= provider.answered && rows.input + rows.output >= said;
  const met = alike && budget.tokens === rows.input + rows.output && (run.kill ? covered : equal);
  const line = (who, calls, input, output) => ({ who, calls, input, output });
  return {
    table: [
      line('provider', provider.answered, provider.inputTokens, provider.outputTokens),
      line('rows', rows.calls, rows.input, rows.output),
      line('hours', hours.calls, hours.input, hours.output),
      line('days', days.calls, days.input, days.output),
      { who: 'budget', tokens: budget.tokens },
    ],
    line: { bench: 'model-books', ...run, provider, rows, hours, days, budget, met },
  };
}
