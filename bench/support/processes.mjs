// Programs as child processes: started, watched, killed and started again.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createWriteStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../..');

const NOBODY = 65_534;
const READY_MS = 60_000;
/** Between attempts to start a program that needs something which is not there yet. */
const AGAIN_MS = 250;

/** Who runs the stores: PostgreSQL refuses root. */
export const STORE_IDENTITY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const given = new Set();

/** A port that is free and that the system gives to nobody by itself. */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Waits until an answer passes; fails after some time with what it waited for. */
export async function until(what, check, withinMs, pauseMs = 50) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain until ${what}`);
    await sleep(pauseMs);
  }
}

/** One child process that can be killed and started again; what it says goes to a file and to listeners. */
export class ManagedProcess {
  /**
   * @param spec `name`, `file`, `argv`, `environment`, `directory` for its log, and how it says that it is ready:
   * `isReady(line)` on its standard output, a check `untilReady()`, or else over its channel
   */
  constructor(spec) {
    this.spec = spec;
    this.logFile = join(spec.directory, `${spec.name}.log`);
    writeFileSync(this.logFile, '');
    this.environment = spec.environment ?? {};
    this.listeners = [];
    /** Ends that nobody here asked for, after it was ready. */
    this.unexpectedEnds = [];
    this.child = null;
    this.ready = false;
    this.asked = false;
    this.wanted = false;
    this.retired = false;
  }

  get name() {
    return this.spec.name;
  }

  get pid() {
    return this.child?.pid;
  }

  onLine(listener) {
    this.listeners.push(listener);
  }

  /** Starts it and keeps it running; resolves once it is ready. */
  async start() {
    this.wanted = !this.retired;
    while (this.wanted) {
      try {
        await this.startOnce();
        return;
      } catch (error) {
        this.lastFault = error;
        if (performance.now() > (this.giveUpAt ??= performance.now() + READY_MS)) throw error;
        await sleep(AGAIN_MS);
      }
    }
  }

  async startOnce() {
    const { file, argv, identity = {}, input } = this.spec;
    const log = createWriteStream(this.logFile, { flags: 'a' });
    this.asked = false;
    this.ready = false;
    const child = spawn(file, argv, {
      ...identity,
      cwd: this.spec.cwd ?? ROOT,
      // A group of its own: Ctrl-C reaches the bench alone, which ends everything in order.
      detached: true,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...this.environment },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'ipc'],
    });
    if (input !== undefined) child.stdin.end(input);
    this.child = child;
    this.ended = new Promise((done) => child.once('close', done));
    child.stderr.pipe(log, { end: false });
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      for (const listener of this.listeners) listener(line, child.pid);
    });
    try {
      await this.untilReady(child);
    } catch (error) {
      child.kill('SIGKILL');
      await this.ended;
      throw error;
    }
    this.ready = true;
    this.giveUpAt = undefined;
    child.once('close', (code, signal) => this.onEnd(child, code, signal));
    if (child.exitCode !== null || child.signalCode !== null)
      this.onEnd(child, child.exitCode, child.signalCode);
  }

  /** Ends it without warning, or with; it stays down until it is started again. */
  async kill(signal = 'SIGKILL') {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.asked = true;
    this.ready = false;
    child.kill(signal);
    await this.ended;
  }

  /** Lets it do nothing until it is thawed; it does not notice. */
  freeze() {
    this.ready = false;
    this.child.kill('SIGSTOP');
  }

  thaw() {
    this.child.kill('SIGCONT');
    this.ready = true;
  }

  /** Ends it for good. */
  async stop(signal = 'SIGTERM', graceMs = 10_000) {
    this.wanted = false;
    this.retired = true;
    const late = sleep(graceMs, 'late', { ref: false });
    if ((await Promise.race([this.kill(signal), late])) === 'late') await this.kill('SIGKILL');
  }

  onEnd(child, code, signal) {
    if (child !== this.child || this.asked) return;
    this.ready = false;
    this.unexpectedEnds.push({ name: this.name, at: new Date().toISOString(), code, signal });
    if (this.wanted) this.start().catch((error) => (this.lastFault = error));
  }

  async untilReady(child) {
    const { isReady, untilReady } = this.spec;
    const over = new AbortController();
    const gone = new Promise((_, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        reject(new Error(`${this.name} ended before it was ready (${signal ?? code})`)),
      );
    });
    const late = sleep(READY_MS, undefined, { signal: over.signal }).then(() => {
      throw new Error(`${this.name} was not ready within ${READY_MS / 1000} s`);
    });
    const said = new Promise((done) => {
      if (isReady) createInterface({ input: child.stdout }).on('line', (line) => isReady(line) && done());
      else child.on('message', (message) => message?.type === 'ready' && done());
    });
    try {
      await Promise.race([untilReady ? untilReady(over.signal) : said, gone, late]);
    } finally {
      over.abort();
      late.catch(() => undefined);
      gone.catch(() => undefined);
    }
  }
}
