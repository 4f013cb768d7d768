import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { TerminalService, type TerminalDto } from '@nora/api-client';
import { TERMINAL_TAKEN_OVER, type TerminalEnd, type TerminalServerMessage } from '@nora/contracts';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { type TerminalConnection, TerminalConnections } from './terminal-connection';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;
/** Bytes that are shown before the server is told so. */
const SEEN_EVERY = 65_536;
const KEY = 'nora.terminal.';

/** `lost`: it tries to come back by itself; `elsewhere`: the same terminal was opened in another window. */
export type TerminalState = 'connecting' | 'live' | 'lost' | 'ended' | 'elsewhere' | 'refused';

/** Where the bytes of a terminal are shown. */
export interface TerminalScreenPort {
  size(): { cols: number; rows: number };
  /** @param shown called when it has been shown */
  write(bytes: Uint8Array, shown: () => void): void;
  /** Empties it, because what follows begins elsewhere. */
  reset(): void;
}

/** How a terminal ended, and with which exit code. */
export interface TerminalEnding {
  reason: TerminalEnd;
  code: number | null;
}

/**
 * One terminal of an agent. This window remembers which one it had, so that a reload, and a look at another tab, come
 * back to it. Lives as long as the page that shows it.
 */
@Injectable()
export class TerminalStore {
  private readonly client = inject(TerminalService);
  private readonly connections = inject(TerminalConnections);
  private readonly current = signal<TerminalState>('connecting');
  private readonly fault = signal<UserProblem | null>(null);
  private readonly end = signal<TerminalEnding | null>(null);
  private readonly gap = signal(false);
  private readonly known = signal<readonly TerminalDto[]>([]);
  private connection: TerminalConnection | null = null;
  private screen: TerminalScreenPort | null = null;
  private agentId = '';
  private terminal: string | null = null;
  private received = 0;
  private shown = 0;
  private told = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;
  /** Tells answers for an earlier connection from those for this one. */
  private turn = 0;

  readonly state = this.current.asReadonly();
  /** Why there is no terminal. */
  readonly problem = this.fault.asReadonly();
  readonly ending = this.end.asReadonly();
  /** True when output was lost, or the terminal that was come back to had ended. */
  readonly missed = this.gap.asReadonly();
  /** Terminals of the agent that others, or other windows, have open. */
  readonly others = this.known.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leave());
  }

  /** Comes back to the terminal this window had in an agent, or opens one. */
  open(agentId: string, screen: TerminalScreenPort): void {
    this.leave();
    this.agentId = agentId;
    this.screen = screen;
    this.terminal = sessionStorage.getItem(KEY + agentId);
    this.begin();
  }

  /** Opens another terminal in the place of this one. */
  renew(): void {
    this.remember(null);
    this.begin();
  }

  /** Comes back at once, also to one that was opened elsewhere. */
  reconnect(): void {
    this.retryMs = FIRST_RETRY_MS;
    this.connect();
  }

  type(bytes: Uint8Array): void {
    if (this.current() === 'live') this.connection?.type(bytes);
  }

  resize(cols: number, rows: number): void {
    this.connection?.tell({ type: 'resize', cols, rows });
  }

  /** Ends the shell with everything that runs in it. */
  async close(): Promise<void> {
    if (this.terminal !== null) await this.endOther(this.terminal);
  }

  /** @throws what the client throws */
  async endOther(terminalId: string): Promise<void> {
    await firstValueFrom(this.client.closeTerminal({ agentId: this.agentId, terminalId }));
    await this.look();
  }

  /** Reads which other terminals are open. */
  async look(): Promise<void> {
    const { turn } = this;
    try {
      const { items } = await firstValueFrom(this.client.listTerminals({ agentId: this.agentId }));
      if (turn === this.turn) this.known.set(items.filter(({ id }) => id !== this.terminal));
    } catch {
      // Only an aid; what is wrong is told of the terminal itself.
      this.known.set([]);
    }
  }

  private begin(): void {
    this.received = this.shown = this.told = 0;
    this.gap.set(false);
    this.retryMs = FIRST_RETRY_MS;
    this.screen?.reset();
    this.connect();
  }

  private connect(): void {
    const { screen, terminal, agentId } = this;
    this.drop();
    if (!screen) return;
    const turn = this.turn;
    this.fault.set(null);
    this.end.set(null);
    if (this.current() !== 'lost') this.current.set('connecting');
    const back = terminal === null ? null : { terminal, after: this.received };
    this.connection = this.connections.open(
      { agentId, ...screen.size(), back },
      {
        told: (message) => this.onTold(message),
        said: (bytes) => this.onSaid(bytes),
        closed: (code, opened) => void this.onClosed(code, opened, turn),
      },
    );
  }

  private onTold(message: TerminalServerMessage): void {
    if (message.type === 'ready') {
      this.remember(message.terminal);
      if (message.offset !== this.received) {
        this.screen?.reset();
        this.gap.set(message.offset > 0);
        this.received = this.shown = message.offset;
      }
      this.told = this.shown;
      this.connection?.tell({ type: 'seen', offset: this.shown });
      this.retryMs = FIRST_RETRY_MS;
      this.current.set('live');
      void this.look();
    }
    if (message.type === 'exit') {
      this.end.set({ reason: message.reason, code: message.code });
      this.remember(null);
      this.drop();
      this.current.set('ended');
    }
  }

  private onSaid(bytes: Uint8Array): void {
    this.received += bytes.length;
    const { turn } = this;
    this.screen?.write(bytes, () => {
      this.shown += bytes.length;
      if (turn !== this.turn || this.shown - this.told < SEEN_EVERY) return;
      this.told = this.shown;
      this.connection?.tell({ type: 'seen', offset: this.shown });
    });
  }

  private async onClosed(code: number, opened: boolean, turn: number): Promise<void> {
    if (turn !== this.turn) return;
    this.connection = null;
    if (code === TERMINAL_TAKEN_OVER) {
      this.current.set('elsewhere');
      return;
    }
    this.current.set('lost');
    const problem = opened ? null : await this.reason();
    if (turn !== this.turn) return;
    if (!problem) this.retryLater();
    else if (problem.code === 'terminal_gone') this.startOver();
    else this.refuse(problem);
  }

  /** Asks without a WebSocket why there was none; null where trying again can help. */
  private async reason(): Promise<UserProblem | null> {
    const { agentId, terminal } = this;
    try {
      await firstValueFrom(this.client.openTerminal({ agentId, ...(terminal === null ? {} : { terminal }) }));
      return null;
    } catch (error) {
      const problem = toUserProblem(error);
      const isPassing = problem.status === 0 || problem.status >= 500 || problem.code === 'upgrade_required';
      return isPassing ? null : problem;
    }
  }

  /** The terminal has ended while nobody listened. */
  private startOver(): void {
    this.remember(null);
    this.begin();
    this.gap.set(true);
  }

  private refuse(problem: UserProblem): void {
    this.fault.set(problem);
    this.current.set('refused');
    void this.look();
  }

  private retryLater(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.connect(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private remember(terminal: string | null): void {
    this.terminal = terminal;
    if (terminal === null) sessionStorage.removeItem(KEY + this.agentId);
    else sessionStorage.setItem(KEY + this.agentId, terminal);
  }

  private drop(): void {
    clearTimeout(this.retryTimer);
    this.turn += 1;
    this.connection?.close();
    this.connection = null;
  }

  private leave(): void {
    this.drop();
    this.screen = null;
    this.known.set([]);
  }
}
