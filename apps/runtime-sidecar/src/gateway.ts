import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { onLines, type OutputStream } from './output';

/** How the gateway is started. */
export interface GatewayCommand {
  argv: string[];
  environment: Record<string, string>;
  workingDirectory: string;
}

/** The gateway process, as a child of the sidecar. */
export class Gateway {
  /** Settles with the exit code when the gateway has ended; 128 + number for a signal, 127 when it cannot start. */
  readonly exited: Promise<number>;
  readonly startedAt = new Date();
  private readonly child: ChildProcess;
  private code: number | null = null;
  private asked = false;

  constructor(command: GatewayCommand, onLine: (stream: OutputStream, text: string) => void) {
    const [program = '', ...rest] = command.argv;
    this.child = spawn(program, rest, {
      cwd: command.workingDirectory,
      env: command.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      const source = this.child[stream];
      if (source) onLines(source, (text) => onLine(stream, text));
    }
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        onLine('stderr', `the gateway could not be started: ${error.message}`);
        resolve(127);
      });
      this.child.once('close', (code, signal) => resolve(code ?? exitCodeOf(signal)));
    });
    void this.exited.then((code) => (this.code = code));
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  /** Null while it runs. */
  get exitCode(): number | null {
    return this.code;
  }

  /** Whether it was asked to end. */
  get draining(): boolean {
    return this.asked;
  }

  /** Passes on a request to end; the gateway finishes its turn first. */
  drain(signal: NodeJS.Signals): void {
    this.asked = true;
    this.child.kill(signal);
  }
}

function exitCodeOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : 128 + (constants.signals[signal] ?? 0);
}
