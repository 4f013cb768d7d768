// The command line as a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { rounded } from '../support/figures.mjs';
import { ROOT } from '../support/processes.mjs';

const MAIN = join(ROOT, 'dist/apps/cli/main.js');

/** Runs `nora` against one server, as one account. */
export class FleetCommand {
  constructor({ url, token, signal }) {
    this.environment = { PATH: process.env.PATH, NORA_URL: url, NORA_API_KEY: token, NORA_ROOT: ROOT };
    this.signal = signal;
  }

  /** @returns its exit code, its output, and seconds from its start to its end */
  async run(...argv) {
    const begun = performance.now();
    const child = spawn(process.execPath, [MAIN, ...argv], {
      ...{ cwd: ROOT, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'], signal: this.signal },
    });
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise((resolve, reject) => child.on('error', reject).on('close', resolve)),
    ]);
    return { status, stdout, stderr, seconds: rounded((performance.now() - begun) / 1000, 2) };
  }
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
