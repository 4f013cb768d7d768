import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecSession, RuntimeBackend, RuntimeHandle } from '../ports';
import { eventually } from './harness';

/** What a command said so far, read as fast as it comes unless told otherwise. */
export class Screen {
  text = '';
  bytes = 0;
  readonly read: Promise<void>;
  private open: () => void = () => undefined;
  private gate: Promise<void> = Promise.resolve();

  constructor(readonly session: ExecSession) {
    this.read = this.pump();
  }

  /** Reads no more until it is told to go on. */
  hold(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  goOn(): void {
    this.open();
  }

  type(text: string): Promise<void> {
    return this.session.write(Buffer.from(text));
  }

  async shows(text: string): Promise<void> {
    await eventually(() => this.text.includes(text)).catch((error: unknown) => {
      throw new Error(`“${text}” is not in ${JSON.stringify(this.text.slice(-500))}`, { cause: error });
    });
  }

  private async pump(): Promise<void> {
    for await (const piece of this.session.output) {
      this.bytes += piece.length;
      this.text = (this.text + piece.toString('utf8')).slice(-100_000);
      await this.gate;
    }
  }
}

/** Runs a command in a terminal of 100 × 30 characters. */
export async function openScreen(
  { access }: RuntimeBackend,
  handle: RuntimeHandle,
  argv: string[],
  signal = new AbortController().signal,
): Promise<Screen> {
  const options = { cols: 100, rows: 30, environment: { TERM: 'xterm-256color', GIVEN: 'by the caller' } };
  return new Screen(await access.exec(handle, argv, { ...options, signal }));
}

/** Terminals in a runtime that runs, as every target promises them. To be called among the tests of a suite. */
export function describeExec(backend: () => RuntimeBackend, handle: () => RuntimeHandle): void {
  const open = (argv: string[], signal?: AbortSignal) => openScreen(backend(), handle(), argv, signal);

  it('runs a command in a terminal that echoes, in any script, and tells how it ended', async () => {
    const cat = await open(['cat']);
    await cat.type('grüße 你好\n');
    await eventually(() => cat.text.split('grüße 你好').length === 3);
    await cat.type('\x04');
    await cat.read;
    expect(await cat.session.exited).toBe(0);
    const shell = await open(['sh']);
    await shell.type('exit 3\n');
    await shell.read;
    expect(await shell.session.exited).toBe(3);
    await shell.type('nobody reads this');
  });

  it('gives the terminal its size, and another one', async () => {
    const shell = await open(['sh']);
    await shell.type('stty size\n');
    await shell.shows('30 100');
    await shell.session.resize({ cols: 132, rows: 43 });
    await shell.type('stty size\n');
    await shell.shows('43 132');
    await shell.session.kill();
    await shell.read;
  });

  it('holds a command up while nobody reads, and goes on when somebody does', async () => {
    const shell = await open(['sh']);
    shell.hold();
    await shell.type('yes\n');
    await sleep(500);
    const { bytes } = shell;
    const { heapUsed, external } = process.memoryUsage();
    await sleep(1_000);
    const after = process.memoryUsage();
    expect(shell.bytes).toBe(bytes);
    expect(after.heapUsed + after.external - heapUsed - external).toBeLessThan(32 * 1_048_576);
    shell.goOn();
    await eventually(() => shell.bytes > 1_048_576);
    await shell.session.kill();
    await shell.read;
  });

  it('ends a command with the signal, and when it is asked to, also twice', async () => {
    const abort = new AbortController();
    const [first, second] = [await open(['cat'], abort.signal), await open(['cat'])];
    abort.abort();
    await Promise.all([first.read, first.session.exited]);
    await second.type('still here\n');
    await second.shows('still here');
    await Promise.all([second.session.kill(), second.session.kill()]);
    await Promise.all([second.read, second.session.exited]);
  });
}
