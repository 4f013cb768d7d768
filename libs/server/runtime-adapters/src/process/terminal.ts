import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandEnvironment } from '@nora/runtime-contract';
import type { IPty } from '@lydell/node-pty';
import type { ExecOptions, ExecSession, TerminalSize } from '../ports';
import { readStat } from '../process-identity';
import { nodeFor } from './launch';
import { processesOf, signal as sendSignal, type ProcessOwner } from './process-tree';

/** Finds the program by its name in the PATH that it is given. */
const ENV = '/usr/bin/env';
const KILL_AFTER_MS = 2_000;
const POLL_MS = 50;
/** Until a program that has as much to read as it takes may have read some. */
const FULL_MS = 20;

/**
 * Becomes the agent's user for good, and then the command. node-pty by itself would leave root's other groups to it,
 * and the terminal's device to root. It runs as root, so it is given nothing that the agent could have shaped before
 * it has changed users: neither its environment nor its directory.
 */
const BECOME = `
const fs = require('node:fs');
const [id, directory, environment, ...argv] = process.argv.slice(1);
const uid = Number(id);
fs.fchownSync(0, uid, -1);
for (const name of fs.readdirSync('/proc/self/fd')) {
  const fd = Number(name);
  try {
    const flags = /^flags:\\s*(\\d+)/m.exec(fs.readFileSync('/proc/self/fdinfo/' + fd, 'utf8'))[1];
    if (fd > 2 && (parseInt(flags, 8) & 0o2000000) === 0) fs.closeSync(fd);
  } catch {}
}
process.setgroups([]);
process.setgid(uid);
process.setuid(uid);
process.chdir(directory);
process.execve(argv[0], argv, JSON.parse(environment));
`;

/** An agent in whose home, and as whose user, commands run. */
export interface TerminalPlace extends ProcessOwner {
  home: string;
  runtime: string;
}

/** Runs a command in a terminal of this host. */
export async function openTerminal(
  place: TerminalPlace,
  argv: readonly string[],
  { cols, rows, environment, signal }: ExecOptions,
): Promise<ExecSession> {
  // Native code, for the one target that needs it.
  const { spawn } = await import('@lydell/node-pty');
  const { agentId, home, runtime, uid } = place;
  const nodeDirectory = dirname(await nodeFor(runtime));
  const places = { home, runtime, temp: join(home, '.cache/tmp'), nodeDirectory };
  const env = { ...commandEnvironment(places, agentId), ...environment };
  const size = { cols, rows, encoding: null };
  const command = [ENV, ...argv];
  signal.throwIfAborted();
  const pty =
    uid === null
      ? spawn(ENV, [...argv], { ...size, cwd: home, env })
      : spawn(
          process.execPath,
          ['--no-warnings', '-e', BECOME, String(uid), home, JSON.stringify(env), ...command],
          { ...size, cwd: '/', env: {} },
        );
  const session = new ProcessTerminal(pty, place);
  const kill = () => void session.kill();
  signal.addEventListener('abort', kill, { once: true });
  void session.exited.then(() => signal.removeEventListener('abort', kill));
  return session;
}

class ProcessTerminal implements ExecSession {
  readonly output: Readable;
  readonly exited: Promise<number | null>;
  private ended = false;
  private killing: Promise<void> | null = null;

  constructor(
    private readonly pty: IPty,
    private readonly owner: ProcessOwner,
  ) {
    const output = new Readable({ read: () => pty.resume() });
    this.output = output;
    // Without an encoding its pieces are buffers, whatever its types say.
    pty.onData((piece: string | Buffer) => {
      if (!output.push(piece)) pty.pause();
    });
    this.exited = new Promise((resolve) => {
      pty.onExit(({ exitCode, signal }) => {
        this.ended = true;
        output.push(null);
        resolve(signal ? 128 + signal : exitCode);
      });
    });
    this.holdOpen();
    // The library throws what goes wrong with its file into the process unless somebody else listens too.
    this.device._socket.on('error', () => undefined);
  }

  /**
   * Not through the library, whose writes wait for the program and stop the whole process meanwhile. Nor in the
   * background: by then the number of the file could be another file's.
   */
  async write(data: Buffer): Promise<void> {
    for (let at = 0; at < data.length && this.isOpen;) {
      try {
        at += writeSync(this.device.fd, data, at);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // The program has hung up, and its exit is on the way.
        if (code !== 'EAGAIN') return;
        await sleep(FULL_MS);
      }
    }
  }

  resize({ cols, rows }: TerminalSize): Promise<void> {
    if (this.isOpen) this.pty.resize(cols, rows);
    return Promise.resolve();
  }

  kill(): Promise<void> {
    this.killing ??= this.hangUp();
    return this.killing;
  }

  private async hangUp(): Promise<void> {
    if (!this.ended) this.pty.kill('SIGHUP');
    for (const deadline = Date.now() + KILL_AFTER_MS; ; await sleep(POLL_MS)) {
      const left = await this.members();
      if (left.length === 0) break;
      if (Date.now() > deadline) {
        left.forEach((pid) => sendSignal(pid, 'SIGKILL'));
        break;
      }
    }
    // Whoever reads no more would keep it from ending.
    this.output.resume();
  }

  /**
   * Keeps the command's side of the terminal open until the command has ended. It lets go of it a moment before, at
   * which the library would close the other side, and the system would hang up on a command that ends by itself.
   */
  private holdOpen(): void {
    const side = openSync(this.device.ptsName, constants.O_RDWR | constants.O_NOCTTY);
    void this.exited.then(() => closeSync(side));
  }

  private get isOpen(): boolean {
    return !this.ended && !this.device._socket.destroyed;
  }

  /** What the library has and does not tell of: the files of the terminal, of which its own does not block. */
  private get device(): { fd: number; ptsName: string; _socket: Socket } {
    return this.pty as unknown as { fd: number; ptsName: string; _socket: Socket };
  }

  /** Processes of the agent in the session that the command leads. */
  private async members(): Promise<number[]> {
    const found: number[] = [];
    for (const pid of await processesOf(this.owner)) {
      if ((await readStat(pid))?.session === this.pty.pid) found.push(pid);
    }
    return found;
  }
}
