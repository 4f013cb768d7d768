import { Readable } from 'node:stream';
import type { ExecSession, TerminalSize } from '../ports';

const FLOOD = Buffer.from('y\r\n'.repeat(1_024));
const PROMPT = '$ ';
const END_OF_INPUT = '\x04';
const INTERRUPT = '\x03';

/**
 * A terminal that is only made up: it echoes what is typed, and its shell knows `echo`, `stty size`, `yes` and `exit`.
 * Every other program repeats each line, as `cat` does.
 */
export class SimulatedTerminal implements ExecSession {
  readonly output = new Readable({ read: () => this.more() });
  readonly exited: Promise<number | null>;
  private readonly isShell: boolean;
  private code: number | null = null;
  private line = '';
  private flooding = false;
  private ended = false;

  constructor(
    argv: readonly string[],
    private size: TerminalSize,
  ) {
    this.exited = new Promise((resolve) => this.output.once('close', () => resolve(this.code)));
    this.isShell = /(^|\/)(ba)?sh$/.test(argv[0] ?? '');
    if (this.isShell) this.say(PROMPT);
  }

  write(data: Buffer): Promise<void> {
    for (const character of data.toString('utf8')) if (!this.ended) this.type(character);
    return Promise.resolve();
  }

  resize(size: TerminalSize): Promise<void> {
    this.size = size;
    return Promise.resolve();
  }

  kill(): Promise<void> {
    this.end(129);
    // Whoever reads no more would keep it from ending.
    this.output.resume();
    return Promise.resolve();
  }

  private type(character: string): void {
    if (character === INTERRUPT && this.flooding) this.flooding = false;
    else if (character === INTERRUPT && !this.isShell) return this.end(130);
    else if (character === END_OF_INPUT && this.line === '') return this.end(0);
    else if (character !== '\r' && character !== '\n') {
      this.line += character;
      return this.say(character);
    }
    const line = this.line;
    this.line = '';
    this.say('\r\n');
    if (this.isShell) this.obey(line);
    else this.say(`${line}\r\n`);
  }

  private obey(line: string): void {
    const [command = '', ...words] = line.trim().split(/\s+/);
    if (command === 'exit') return this.end(Number(words[0] ?? 0));
    if (command === 'yes') {
      this.flooding = true;
      return this.more();
    }
    if (command === 'echo') this.say(`${words.join(' ')}\r\n`);
    else if (line.trim() === 'stty size') this.say(`${this.size.rows} ${this.size.cols}\r\n`);
    else if (command !== '') this.say(`sh: ${command}: not found\r\n`);
    this.say(PROMPT);
  }

  private more(): void {
    // Not at once: a reader that never waits would let nothing else run.
    setImmediate(() => {
      if (this.flooding && !this.ended) this.output.push(FLOOD);
    });
  }

  private say(text: string): void {
    if (!this.ended) this.output.push(Buffer.from(text));
  }

  private end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    this.code = code;
    this.output.push(null);
  }
}
