import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeScript } from './script.mjs';

const LOOK_MS = 100;

/**
 * @typedef {object} Result
 * @property {import('./read-page.mjs').Block} block
 * @property {'passed' | 'failed' | 'not reached'} outcome
 * @property {number} seconds
 * @property {string} detail exit code, or what else ended it
 * @property {string} output
 *
 * Runs the blocks of a journey in one bash, in one directory, and stops at the first that fails.
 * @param {object} options
 * @param {string} options.directory for the script and its output
 * @param {string} options.cwd where the reader of the page stands
 * @param {number} options.patienceMs most time of one block
 * @param {(result: Result) => void} options.tell called after each block
 * @param {AbortSignal} [options.signal] ends what is under way
 * @returns {Promise<Result[]>}
 */
export async function runBlocks(blocks, { directory, cwd, environment, patienceMs, tell, signal }) {
  mkdirSync(directory, { recursive: true });
  const { script, progress, outputOf } = writeScript(directory, blocks);
  // A group of its own, so that whatever a block waits for ends with it.
  const child = spawn('bash', ['-euo', 'pipefail', script], {
    cwd,
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signalName) => resolve({ code, signalName }));
  });
  let exit = null;
  let late = null;
  ended.then(
    (status) => (exit = status),
    (error) => (exit = { code: null, signalName: error.message }),
  );

  const results = [];
  const settle = (outcome, seconds, detail) => {
    const index = results.length;
    const output = existsSync(outputOf(index)) ? readFileSync(outputOf(index), 'utf8') : '';
    const result = { block: blocks[index], outcome, seconds, detail, output };
    results.push(result);
    tell(result);
  };
  for (;;) {
    const over = exit;
    const times = readProgress(progress);
    while (times[results.length]?.end !== undefined) {
      const { begin, end } = times[results.length];
      settle('passed', end - begin, '');
    }
    const begin = times[results.length]?.begin;
    if (over !== null) {
      if (results.length < blocks.length) {
        const how = late ?? (over.code === null ? `ended by ${over.signalName}` : `exit code ${over.code}`);
        // A block that says exit 0 would hide all that come after it.
        const detail = over.code === 0 ? `${how}, and the shell did not go on` : how;
        settle('failed', begin === undefined ? 0 : Date.now() / 1000 - begin, detail);
      }
      break;
    }
    if (late === null && begin !== undefined && Date.now() - begin * 1000 > patienceMs) {
      late = `not done after ${patienceMs / 1000} s`;
      killGroup(child);
    }
    if (late === null && signal?.aborted) {
      late = 'interrupted';
      killGroup(child);
    }
    await sleep(LOOK_MS);
  }
  while (results.length < blocks.length) settle('not reached', 0, 'a block before it failed');
  return results;
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** When each block began and ended, in seconds. */
function readProgress(file) {
  const times = [];
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const [what, index, seconds] = text.split(' ');
    // A line that is being written.
    if (seconds === undefined) continue;
    times[Number(index)] = { ...times[Number(index)], [what]: Number(seconds) };
  }
  return times;
}

/** The line that says how a block went. */
export function describe({ block, outcome, seconds, detail }) {
  const words = { passed: 'ok', failed: 'FAILED', 'not reached': 'not reached' };
  const place = `${block.page}:${block.line}`;
  const took = outcome === 'not reached' ? '' : ` ${seconds.toFixed(1)} s`;
  return `${words[outcome]} ${place}${block.check ? ' (check)' : ''}${took}${detail ? `: ${detail}` : ''}`;
}
