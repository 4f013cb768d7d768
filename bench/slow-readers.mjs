// Readers of a log and of events that are far too slow: the memory of the API must stay flat, and each must be told what
// it missed. Prints a table and one JSON line; exits 1 when a bar is missed.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { askForAgent } from './admission/workspaces.mjs';
import { SlowReader } from './slow-readers/reader.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { median, rounded } from './support/figures.mjs';
import { residentBytes } from './support/instance.mjs';
import { NoraApi } from './support/nora-api.mjs';
import { until } from './support/processes.mjs';

const USAGE = `usage: ./nora bench slow-readers [--minutes N] [--readers N]

  A real API and worker, PostgreSQL and Redis of its own; one agent on a simulated target.

  --readers readers follow the agent's log, and as many the event stream, each at 64 kB a second. The agent writes up
  to 2 MB a second, and events come at up to 3 MB a second, for --minutes minutes after a fifth of that has passed.
  Bars: the median of the API's resident memory in the last fifth is at most 10 % over that of the first fifth, no
  stream ends, and every reader is told again and again what it missed.

  --minutes  how long (10)
  --readers  of either kind (10)`;

const BAR_GROWTH = 0.1;
const EVENTS_CHANNEL = 'nora:events';
const BYTES_PER_SECOND = 64_000;
const SAMPLE_MS = 1_000;
const LINE = 'x'.repeat(400);

/** Lines so far. */
let written = 0;

await runBench(
  {
    usage: USAGE,
    options: { minutes: { type: 'string', default: '10' }, readers: { type: 'string', default: '10' } },
  },
  async (values) => {
    const options = {
      minutes: wholeNumber('minutes', values.minutes),
      readers: wholeNumber('readers', values.readers),
    };
    const result = await withControlPlane({ apis: 1, workers: 1 }, (plane, signal) =>
      measure(plane, options, signal),
    );
    const met =
      result.growth <= BAR_GROWTH &&
      result.ended === 0 &&
      result.logMarkersLeast > 1 &&
      result.eventMarkersLeast > 1;
    return { table: tableOf(result), line: { bench: 'slow-readers', options, ...result, met } };
  },
);

async function measure({ apis: [program], postgres, redis, engine }, { minutes, readers }, signal) {
  const api = new NoraApi([program.origin]);
  await api.claim();
  const workspaceId = (await api.call('GET', '/api/workspaces')).body.items[0].id;
  const { agentId } = await askForAgent(api, workspaceId, 'talkative');
  const isRunning = async () => (await api.call('GET', `/api/agents/${agentId}`)).body.status === 'running';
  await until('the agent runs', isRunning, 60_000, 200);

  const make = (path, marker) =>
    Array.from(
      { length: readers },
      () => new SlowReader(program.origin + path, api.token, marker, BYTES_PER_SECOND),
    );
  const logReaders = make(`/api/agents/${agentId}/logs?tail=0`, 'dropped');
  const eventReaders = make('/api/events/stream', 'missed');
  const all = [...logReaders, ...eventReaders];
  await Promise.all(all.map((reader) => reader.open()));

  const over = new AbortController();
  signal.addEventListener('abort', () => over.abort());
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const writing = Promise.all([
    repeatedly(over.signal, 50, () => engine.ask('POST', '/logs', { agentId, lines: logLines() })),
    repeatedly(over.signal, 200, async () => {
      await addEvents(postgres, workspaceId, agentId);
      await connection.publish(EVENTS_CHANNEL, '1');
    }),
  ]);
  const samples = [];
  try {
    // Buffers fill, code is compiled and the heap has had its largest swings, before anything is counted.
    await sleep(minutes * 12_000, undefined, { signal });
    const end = Date.now() + minutes * 60_000;
    while (Date.now() < end) {
      samples.push(residentBytes(program.pid) / 2 ** 20);
      await sleep(SAMPLE_MS, undefined, { signal });
    }
  } finally {
    over.abort();
    await writing;
    connection.disconnect();
  }
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const [first, last] = [median(samples.slice(0, fifth)), median(samples.slice(-fifth))];
  const ended = all.filter((reader) => reader.ended).length;
  for (const reader of all) reader.close();
  const least = (of, what) => Math.min(...of.map((reader) => reader[what]));
  return {
    firstMiB: rounded(first),
    lastMiB: rounded(last),
    mostMiB: rounded(Math.max(...samples)),
    growth: rounded(last / first - 1, 3),
    ended,
    logMarkersLeast: least(logReaders, 'markers'),
    linesMissedLeast: least(logReaders, 'missed'),
    eventMarkersLeast: least(eventReaders, 'markers'),
    eventsMissedLeast: least(eventReaders, 'missed'),
  };
}

async function repeatedly(signal, everyMs, act) {
  while (!signal.aborted) {
    await Promise.all([act(), sleep(everyMs)]);
  }
}

function logLines() {
  return Array.from({ length: 250 }, () => `${(written += 1)} ${LINE}`);
}

/** Six hundred kilobytes of events in one transaction; old ones are not kept, so that the table does not fill the disk. */
async function addEvents(postgres, workspaceId, agentId) {
  await postgres.query(
    `INSERT INTO events (workspace_id, type, payload)
     SELECT $1, 'agent.updated', jsonb_build_object('agentId', $2::text, 'name', repeat('x', 2000))
     FROM generate_series(1, 300)`,
    [workspaceId, agentId],
  );
  await postgres.query(`DELETE FROM events WHERE created_at < now() - interval '20 seconds'`);
}

function tableOf(result) {
  return {
    'memory of the API, first fifth': { value: result.firstMiB, unit: 'MiB' },
    'memory of the API, last fifth': { value: result.lastMiB, unit: 'MiB' },
    'memory of the API, most': { value: result.mostMiB, unit: 'MiB' },
    growth: { value: result.growth, unit: 'of the first', bar: BAR_GROWTH },
    'streams that ended': { value: result.ended, unit: '', bar: 0 },
    'markers in a log, least': {
      value: result.logMarkersLeast,
      unit: `for ${result.linesMissedLeast} lines`,
    },
    'markers among events, least': {
      value: result.eventMarkersLeast,
      unit: `for ${result.eventsMissedLeast} events`,
    },
  };
}
