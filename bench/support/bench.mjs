// What every benchmark shares: its options, its help, its clean-up (also after Ctrl-C), and how it reports.
import { constants, cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const MOST_ENDING_MS = 30_000;

/** Undoes what was set up, newest first, whatever becomes of the run. */
export class Cleanup {
  #acts = [];

  defer(act) {
    this.#acts.push(act);
  }

  async run() {
    while (this.#acts.length > 0) {
      try {
        await this.#acts.pop()();
      } catch (error) {
        console.error(`clean-up: ${error}`);
      }
    }
  }
}

/**
 * Runs a benchmark as a program.
 * @param about { usage, options }: the help text, and options as `parseArgs` takes them
 * @param act gets the options, the clean-up, and a signal that aborts on Ctrl-C; resolves to { table, line }, where
 * `line.met` decides the exit status
 */
export async function runBench({ usage, options = {} }, act) {
  const values = readOptions(usage, options);
  const cleanup = new Cleanup();
  const ending = new AbortController();
  let status = 1;
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => {
      status = 128 + constants.signals[name];
      ending.abort(new Error(`ended by ${name}`));
    });
  }
  const interrupted = new Promise((_resolve, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason));
  });
  const running = act(values, cleanup, ending.signal);
  try {
    const { table, line } = await Promise.race([running, interrupted]);
    console.table(table);
    console.log(JSON.stringify({ ...line, machine: machine() }));
    status = line.met ? 0 : 1;
  } catch (error) {
    if (!ending.signal.aborted) console.error(error);
    // It may be in the middle of taking its own parts down.
    await Promise.race([running.catch(() => undefined), sleep(MOST_ENDING_MS)]);
  } finally {
    await cleanup.run();
  }
  process.exit(status);
}

function readOptions(usage, options) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', default: false } } });
    if (!values.help) return values;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Figures are worth something only beside the machine they were taken on, and how busy it was. */
function machine() {
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return { cores: cpus().length, model: cpus()[0]?.model, memoryGiB, load: Number(loadavg()[0].toFixed(1)) };
}

/** A whole number from an option. */
export function wholeNumber(name, text, least = 1) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number from ${least} on`);
}
