import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { commandEnvironment } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { Container, Exec } from 'dockerode';
import type { ExecOptions, ExecSession, TerminalSize } from '../ports';
import { CONTAINER_HOME, CONTAINER_UID } from './container-spec';
import { hasStatus, tolerating } from './errors';
import { runInside } from './run-inside';

const PLACES = {
  home: CONTAINER_HOME,
  runtime: '/opt/nora/runtime',
  temp: '/tmp',
  nodeDirectory: '/usr/local/bin',
};

/** By what the processes of one terminal find each other: the engine cannot end a command it has begun. */
const MARK = 'NORA_TERMINAL';
const KILL_WITHIN_MS = 15_000;
const SETTLE_MS = 50;
const SETTLE_TIMES = 40;

/** Hangs up on every process with a mark in its environment, and kills what is left after two seconds. */
const HANG_UP = `
const fs = require('node:fs');
const mark = process.argv[1];
const marked = () => fs.readdirSync('/proc').filter((name) => {
  try {
    return /^\\d+$/.test(name) && fs.readFileSync('/proc/' + name + '/environ', 'utf8').split('\\0').includes(mark);
  } catch {
    return false;
  }
});
const send = (signal) => marked().forEach((pid) => {
  try {
    process.kill(Number(pid), signal);
  } catch {}
});
send('SIGHUP');
const deadline = Date.now() + 2000;
const look = () => {
  if (marked().length === 0) return;
  if (Date.now() > deadline) send('SIGKILL');
  else setTimeout(look, 50);
};
look();
`;

/**
 * Runs a command in a terminal of a running container.
 * @throws DomainError `runtime_unreachable` when it does not run
 */
export async function openTerminal(
  docker: Docker,
  container: Container,
  agentId: string,
  argv: readonly string[],
  { cols, rows, environment, signal }: ExecOptions,
): Promise<ExecSession> {
  const mark = `${MARK}=${randomUUID()}`;
  const own = { ...commandEnvironment(PLACES, agentId), ...environment };
  try {
    const exec = await container.exec({
      Cmd: [...argv],
      Env: [...Object.entries(own).map(([name, value]) => `${name}=${value}`), mark],
      User: `${CONTAINER_UID}:${CONTAINER_UID}`,
      WorkingDir: CONTAINER_HOME,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      abortSignal: signal,
    });
    const stream = await exec.start({ hijack: true, stdin: true, Tty: true });
    const session = new DockerTerminal(exec, stream, () => hangUp(docker, container, mark));
    const kill = () => void session.kill();
    if (signal.aborted) kill();
    signal.addEventListener('abort', kill, { once: true });
    void session.exited.then(() => signal.removeEventListener('abort', kill));
    await session.begin({ cols, rows });
    return session;
  } catch (error) {
    if (!hasStatus(error, 404, 409)) throw error;
    throw new DomainError('runtime_unreachable', 'The runtime does not run.', {}, { cause: error });
  }
}

class DockerTerminal implements ExecSession {
  readonly exited: Promise<number | null>;
  private readonly ended = new AbortController();
  private killing: Promise<void> | null = null;

  constructor(
    private readonly exec: Exec,
    private readonly stream: Duplex,
    private readonly hangUp: () => Promise<void>,
  ) {
    this.exited = new Promise<void>((resolve) => {
      stream.once('end', resolve).once('close', resolve);
      stream.on('error', () => resolve());
    }).then(() => this.end());
  }

  get output(): AsyncIterable<Buffer> {
    return readTolerantly(this.stream);
  }

  async write(data: Buffer): Promise<void> {
    const { signal } = this.ended;
    if (signal.aborted || !this.stream.writable || this.stream.write(data)) return;
    // Rejects when the command ends meanwhile.
    await once(this.stream, 'drain', { signal }).catch(() => undefined);
  }

  /** One that has ended has no size any more. */
  async resize({ cols, rows }: TerminalSize): Promise<void> {
    await tolerating([404, 409, 500], () => this.exec.resize({ w: cols, h: rows }) as Promise<unknown>);
  }

  kill(): Promise<void> {
    this.killing ??= this.hangUp().then(() => {
      // Whoever reads no more would keep it from ending.
      this.stream.resume();
    });
    return this.killing;
  }

  /** The engine takes a size only once the command runs, which it may not do yet. */
  async begin({ cols, rows }: TerminalSize): Promise<void> {
    for (let left = SETTLE_TIMES; left > 0 && !this.ended.signal.aborted; left -= 1) {
      try {
        await this.exec.resize({ w: cols, h: rows });
        return;
      } catch {
        await sleep(SETTLE_MS);
      }
    }
  }

  private async end(): Promise<number | null> {
    this.ended.abort();
    this.stream.destroy();
    try {
      for (let left = SETTLE_TIMES; left > 0; left -= 1) {
        const { Running, ExitCode } = await this.exec.inspect();
        if (!Running) return ExitCode;
        await sleep(SETTLE_MS);
      }
    } catch {
      // The engine, or the container, went away: there is nobody left to ask.
    }
    return null;
  }
}

/** The end of a connection is the end of the output, however it came. */
async function* readTolerantly(stream: Duplex): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch {
    return;
  }
}

async function hangUp(docker: Docker, container: Container, mark: string): Promise<void> {
  const signal = AbortSignal.timeout(KILL_WITHIN_MS);
  const stopped = [404, 409];
  await tolerating(stopped, () => runInside(docker, container, ['node', '-e', HANG_UP, mark], {}, signal));
}
