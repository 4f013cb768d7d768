import { TerminalSettings } from '@nora/config';
import { DomainError, type TerminalEnd } from '@nora/contracts';
import type { Principal, WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { StreamWatch } from '../access/stream-watch';
import { LOGGER } from '../core/logger';
import type { Terminal } from './terminal';

/** A terminal, and whose it is. */
export interface OpenTerminal {
  terminal: Terminal;
  agentId: string;
  actor: WorkspaceActor;
}

/** A terminal that has just been opened, and what to do at its end. */
export interface NewTerminal {
  terminal: Terminal;
  recordEnd: () => Promise<void>;
}

/**
 * The terminals of this process. One ends with its opener's session or API key, with the role it stands on, and with
 * the process.
 */
@Injectable()
export class OpenTerminals implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly terminals = new Map<string, OpenTerminal>();
  /** Agent → how many are about to be opened. */
  private readonly coming = new Map<string, number>();
  private readonly recording = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    private readonly settings: TerminalSettings,
    private readonly watch: StreamWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.all().map(({ terminal }) => this.end(terminal, 'shutdown')));
    await Promise.all(this.recording);
  }

  all(): OpenTerminal[] {
    return [...this.terminals.values()];
  }

  /** Those of an agent that have not ended, oldest first. */
  of(agentId: string): OpenTerminal[] {
    return this.all().filter((one) => one.agentId === agentId && !one.terminal.signal.aborted);
  }

  /** @throws DomainError `not_found` */
  find(agentId: string, id: string): OpenTerminal {
    const found = this.of(agentId).find(({ terminal }) => terminal.id === id);
    if (found) return found;
    throw new DomainError('not_found', 'There is no such terminal, or no longer.');
  }

  /**
   * One that its opener comes back to, also to see how it ended.
   * @throws DomainError `terminal_gone`, which is also said of somebody else's
   */
  own(actor: Principal, agentId: string, id: string): Terminal {
    const found = this.terminals.get(id);
    if (found?.agentId === agentId && isOwn(found, actor)) return found.terminal;
    throw new DomainError('terminal_gone', 'This terminal has ended. Open another one.');
  }

  /** @throws DomainError `conflict` when the agent has as many as it may */
  refuseMore(agentId: string): void {
    const { perAgent } = this.settings;
    if (this.of(agentId).length + (this.coming.get(agentId) ?? 0) < perAgent) return;
    const message = `This agent has ${perAgent} terminals open, which is the most. Close one of them first.`;
    throw new DomainError('conflict', message);
  }

  /** Ends a terminal; that its target does not answer is logged. */
  async end(terminal: Terminal, reason: TerminalEnd): Promise<void> {
    try {
      await terminal.end(reason);
    } catch (error) {
      this.logger.warn({ error, terminal: terminal.id }, 'the command of a terminal could not be ended');
    }
  }

  /**
   * Adds what `open` makes, and keeps its place meanwhile.
   * @throws DomainError `conflict` when the agent has as many as it may
   */
  async add(actor: WorkspaceActor, agentId: string, open: () => Promise<NewTerminal>): Promise<Terminal> {
    this.refuseMore(agentId);
    this.coming.set(agentId, (this.coming.get(agentId) ?? 0) + 1);
    try {
      const { terminal, recordEnd } = await open();
      const recording = terminal.ended.then(recordEnd);
      this.recording.add(recording);
      void recording.finally(() => this.recording.delete(recording));
      this.terminals.set(terminal.id, { terminal, agentId, actor });
      void terminal.gone.then(() => this.terminals.delete(terminal.id));
      const end = () => void this.end(terminal, this.stopping ? 'shutdown' : 'access-ended');
      this.watch.add({ signal: terminal.signal, end }, actor, 'agents:exec');
      if (this.stopping) end();
      return terminal;
    } finally {
      const left = (this.coming.get(agentId) ?? 1) - 1;
      if (left > 0) this.coming.set(agentId, left);
      else this.coming.delete(agentId);
    }
  }
}

/** A session's is the account's; an API key's is that key's alone. */
export function isOwn({ actor }: OpenTerminal, by: Principal): boolean {
  if (actor.userId !== by.userId || actor.credential.kind !== by.credential.kind) return false;
  return by.credential.kind === 'session' || actor.credential.id === by.credential.id;
}
