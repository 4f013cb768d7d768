import { randomUUID } from 'node:crypto';
import type { ExecOptions, ExecSession, RuntimeAccess, RuntimeHandle, TerminalSize } from '../../ports';

/** What a terminal of the engine tells a client in another process. */
export type TerminalItem = { id: string } | { output: string } | { exitCode: number | null };

/** Terminals that clients in other processes hold, each by an id of its own. */
export class ServedTerminals {
  private readonly sessions = new Map<string, ExecSession>();

  constructor(private readonly access: RuntimeAccess) {}

  /** Runs a command as long as its caller reads: first its id, then output in base64, at last the exit code. */
  async *run(
    handle: RuntimeHandle,
    argv: readonly string[],
    options: ExecOptions,
  ): AsyncIterable<TerminalItem> {
    const session = await this.access.exec(handle, argv, options);
    const id = randomUUID();
    this.sessions.set(id, session);
    try {
      yield { id };
      for await (const piece of session.output) yield { output: piece.toString('base64') };
      yield { exitCode: await session.exited };
    } finally {
      this.sessions.delete(id);
      await session.kill();
    }
  }

  async write(id: string, data: string): Promise<void> {
    await this.sessions.get(id)?.write(Buffer.from(data, 'base64'));
  }

  async resize(id: string, size: TerminalSize): Promise<void> {
    await this.sessions.get(id)?.resize(size);
  }

  async kill(id: string): Promise<void> {
    await this.sessions.get(id)?.kill();
  }
}
