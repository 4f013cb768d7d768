// A whole instance of its own for a benchmark: started from the built programs, removed afterwards.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UNLIMITED } from './rate-limits.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const cli = [join(root, 'dist/apps/cli/main.js')];

/** Runs a command of the command line; its standard output. */
export async function nora(...args) {
  const { stdout } = await run(process.execPath, [...cli, ...args], {
    cwd: root,
    maxBuffer: 1 << 24,
    env: { ...process.env, ...UNLIMITED },
  });
  return stdout;
}

/** Hands a data directory to an act and leaves nothing of it. */
export async function withDataDirectory(act) {
  const directory = mkdtempSync(join(tmpdir(), 'nora-bench-'));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  chmodSync(directory, 0o711);
  try {
    return await act(directory);
  } finally {
    await nora('down', '--data', directory).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts an instance on a free port with one target; seconds until it was healthy, and its report. */
export async function up(directory, target = 'process') {
  const begun = performance.now();
  await nora('up', '--detach', '--port', '0', '--target', target, '--data', directory);
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, status: JSON.parse(await nora('status', '--json', '--data', directory)) };
}

/** Resident memory of a process in bytes (Linux: VmRSS of /proc). */
export function residentBytes(pid) {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!line) throw new Error(`process ${pid} has no resident memory`);
  return Number(line[1]) * 1024;
}
