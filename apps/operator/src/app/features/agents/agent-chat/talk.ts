import { computed, signal } from '@angular/core';
import {
  type ChatMessage,
  type ChatMessagePage,
  ProblemError,
  type SseClient,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';

import { type AttachedFile, toPart } from './attached-file';
import { type ChatEntry, type EntryPart, type ToolPart, newEntry, textOf, withTool } from './chat-entry';
import { type ChatEvent, isChatEvent } from './chat-event';
import { beginTurn, reduceTurn } from './live-turn';
import { mergeMessages, toEntries } from './transcript';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/** What a conversation asks of the server. */
export interface TalkServer {
  sse: SseClient;
  readMessages: (cursor?: string) => Promise<ChatMessagePage>;
  abort: () => Promise<void>;
  /** Called when a turn has begun or ended: titles and times are others now. */
  changed: () => void;
}

/** Which conversation it is. */
export interface TalkPlace {
  agentId: string;
  sessionKey: string;
  /** Whether nothing was said in it yet: then there is nothing to read. */
  isNew: boolean;
}

interface Draft {
  text: string;
  files: readonly AttachedFile[];
}

/** Whether what happens in a conversation is seen as it happens. */
export type TalkConnection = 'idle' | 'connecting' | 'live' | 'lost' | 'interrupted';

/**
 * One conversation: its history, the turn that goes on, and the stream that tells of it. A turn belongs to the agent: it
 * goes on when this page is closed, and is joined when it is opened again.
 */
export class Talk {
  private readonly messages = signal<readonly ChatMessage[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly read = signal<'reading' | 'read' | UserProblem>('reading');
  private readonly older = signal<'idle' | 'reading' | UserProblem>('idle');
  private readonly pending = signal<ChatEntry | null>(null);
  private readonly live = signal<ChatEntry | null>(null);
  private readonly stream = signal<TalkConnection>('idle');
  private readonly stopping = new AbortController();
  private draft: Draft | null = null;
  private retryMs = FIRST_RETRY_MS;
  private missed = false;
  private stopWanted = false;

  readonly connection = this.stream.asReadonly();
  readonly loaded = computed(() => this.read() === 'read');
  readonly problem = computed(() => problemOf(this.read()));
  readonly hasOlder = computed(() => this.cursor() !== null);
  readonly readingOlder = computed(() => this.older() === 'reading');
  readonly olderProblem = computed(() => problemOf(this.older()));
  readonly running = computed(() => this.live()?.state === 'running');
  readonly entries = computed(() => {
    const [pending, live] = [this.pending(), this.live()];
    const written = toEntries(this.messages());
    return live
      ? withLive([...written, ...(pending ? [pending] : [])], live)
      : pending
        ? [...written, pending]
        : written;
  });
  /** The last complete answer, for screen readers. */
  readonly lastAnswer = signal('');

  constructor(
    private readonly place: TalkPlace,
    private readonly server: TalkServer,
  ) {
    if (place.isNew) this.read.set('read');
    else void this.open();
  }

  get sessionKey(): string {
    return this.place.sessionKey;
  }

  /** Ends what this page does; the agent goes on. */
  close(): void {
    this.stopping.abort();
  }

  async reload(): Promise<void> {
    this.read.set('reading');
    await this.readNewest();
  }

  async showOlder(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === null || this.older() === 'reading') return;
    this.older.set('reading');
    try {
      const page = await this.server.readMessages(cursor);
      this.messages.update((known) => mergeMessages(page.items.filter(isUnknownTo(known)), known));
      this.cursor.set(page.nextCursor);
      this.older.set('idle');
    } catch (error) {
      this.older.set(toUserProblem(error));
    }
  }

  /** Says something. Does nothing while the agent answers. */
  async send(text: string, files: readonly AttachedFile[] = []): Promise<void> {
    if (this.running() || (text.trim() === '' && files.length === 0)) return;
    this.draft = { text: text.trim(), files };
    await this.deliver(this.draft);
  }

  /** Says again what could not be said or was not answered. */
  async retry(): Promise<void> {
    if (this.draft && !this.running()) await this.deliver(this.draft);
  }

  /** Has the agent stop, also where it has not begun yet. */
  async stop(): Promise<void> {
    this.stopWanted = this.live()?.runId === '';
    this.live.update((turn) => turn && { ...turn, doing: 'Stopping' });
    try {
      await this.server.abort();
    } catch (error) {
      this.live.update((turn) => turn && { ...turn, problem: toUserProblem(error) });
    }
  }

  private async open(): Promise<void> {
    await Promise.all([this.readNewest(), this.follow()]);
  }

  private async readNewest(): Promise<void> {
    try {
      const page = await this.server.readMessages();
      const first = this.messages().length === 0;
      this.messages.update((known) => mergeMessages(known, page.items));
      if (first) this.cursor.set(page.nextCursor);
      this.forgetWritten(page.items);
      this.read.set('read');
    } catch (error) {
      // What is shown already stays when it cannot be read once more.
      if (this.messages().length === 0) this.read.set(toUserProblem(error));
    }
  }

  private async deliver({ text, files }: Draft): Promise<void> {
    const words: EntryPart[] = text === '' ? [] : [{ type: 'text', text }];
    const at = new Date().toISOString();
    this.pending.set(newEntry(`mine-${at}`, 'person', { at, parts: [...words, ...files.map(toPart)] }));
    this.live.set(beginTurn(''));
    this.stopWanted = false;
    if (this.stream() === 'idle') void this.follow();
    try {
      await this.post({ text, files });
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.fail(toUserProblem(error));
    }
  }

  /** Hands the message over; what comes of it is told by the stream of the conversation. */
  private async post({ text, files }: Draft): Promise<void> {
    const { agentId, sessionKey } = this.place;
    const attachments = files.map(({ name, mediaType, base64 }) => ({ name, mediaType, base64 }));
    const started = new AbortController();
    const signal = AbortSignal.any([started.signal, this.stopping.signal]);
    const body = { message: text, sessionKey, detached: true, ...(files.length > 0 ? { attachments } : {}) };
    const url = `/api/agents/${encodeURIComponent(agentId)}/gateway/chat`;
    for await (const message of this.server.sse.stream({ url, method: 'POST', body, signal })) {
      if (!isChatEvent(message)) continue;
      if (message.event === 'error') throw new ProblemError(502, message.data, null);
      if (message.event !== 'start') continue;
      const { runId } = message.data;
      this.pending.update((entry) => entry && { ...entry, runId });
      this.live.update((turn) => turn && { ...turn, runId: turn.runId || runId });
      if (this.stopWanted) void this.stop();
      break;
    }
    started.abort();
  }

  private async follow(): Promise<void> {
    const { agentId, sessionKey } = this.place;
    const { signal } = this.stopping;
    const url = `/api/agents/${encodeURIComponent(agentId)}/chat/sessions/${encodeURIComponent(sessionKey)}/stream`;
    let again = false;
    while (!signal.aborted) {
      this.stream.set(again ? 'lost' : 'connecting');
      try {
        const onOpen = () => this.opened(again);
        for await (const message of this.server.sse.stream({ url, method: 'GET', signal, onOpen })) {
          if (isChatEvent(message)) this.take(message);
        }
      } catch (error) {
        if (
          error instanceof ProblemError &&
          error.status < 500 &&
          error.status !== 409 &&
          error.status !== 429
        ) {
          this.stream.set('idle');
          return;
        }
      }
      again = true;
      if (!signal.aborted) this.stream.set('lost');
      await pause(this.retryMs, signal);
      this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    }
  }

  private opened(again: boolean): void {
    this.stream.set('live');
    this.retryMs = FIRST_RETRY_MS;
    this.missed ||= again;
  }

  /** What happened unseen is written down; what still goes on has been told from its beginning. */
  private async catchUp(running: boolean): Promise<void> {
    this.missed = false;
    const turn = this.live();
    if (running || turn?.state !== 'running' || !turn.runId) {
      await this.readNewest();
      return;
    }
    this.live.set({ ...turn, state: 'done', doing: '' });
    await this.settle(turn.runId);
  }

  private take(event: ChatEvent): void {
    switch (event.event) {
      case 'start':
        this.stream.set('live');
        this.start(event.data.runId);
        return;
      case 'message':
        // One's own message is shown already.
        if (event.data.runId !== undefined && event.data.runId === this.pending()?.runId) return;
        if (!this.pending() || this.pending()?.runId)
          this.messages.update((known) => mergeMessages(known, [event.data]));
        return;
      case 'error':
        if (this.running()) this.fail(toUserProblem(new ProblemError(502, event.data, null)));
        return;
      case 'interrupted':
        this.stream.set('interrupted');
        return;
      case 'missed':
        this.missed = true;
        return;
      case 'synced':
        this.stream.set('live');
        if (this.missed) void this.catchUp(event.data.running);
        return;
      case 'done':
        this.live.update((turn) => turn && reduceTurn(turn, event));
        void this.settle(event.data.runId);
        return;
      default:
        this.live.update((turn) => turn && reduceTurn(turn, event));
    }
  }

  /** A turn begins, or is told from its beginning once more. */
  private start(runId: string): void {
    this.live.set(beginTurn(runId));
    this.pending.update((entry) => (entry && !entry.runId ? { ...entry, runId } : entry));
    // What somebody else asked may have been written down before this page listened.
    if (this.pending()?.runId !== runId) void this.readNewest();
    this.server.changed();
  }

  /** What was streamed is written down now: the transcript takes its place. */
  private async settle(runId: string): Promise<void> {
    const turn = this.live();
    if (turn) this.lastAnswer.set(textOf(turn));
    await this.readNewest();
    const written = this.messages().some(
      (message) => message.runId === runId && message.role === 'assistant',
    );
    const current = this.live();
    // A stopped or empty turn may leave nothing behind but its end.
    if (current?.runId === runId && current.state !== 'running' && (written || current.parts.length === 0)) {
      this.live.set(current.state === 'stopped' ? { ...current, parts: [] } : null);
    }
    this.server.changed();
  }

  /** One's own message that is in the transcript now is shown from there, and not twice. */
  private forgetWritten(items: readonly ChatMessage[]): void {
    const asked = new Set(items.flatMap(({ role, runId }) => (role === 'user' && runId ? [runId] : [])));
    this.pending.update((entry) => (entry?.runId && asked.has(entry.runId) ? null : entry));
  }

  private fail(problem: UserProblem): void {
    const state = 'failed' as const;
    this.live.update(
      (turn) => turn && { ...turn, state, doing: '', problem: { ...problem, retryable: true } },
    );
  }
}

/** The answer that arrives, joined with what of it is written down already. */
function withLive(entries: readonly ChatEntry[], live: ChatEntry): readonly ChatEntry[] {
  const at = entries.findLastIndex(
    ({ from, runId }) => from === 'agent' && runId !== null && runId === live.runId,
  );
  const written = entries[at];
  if (!written) return [...entries, live];
  const parts = live.parts.reduce<readonly EntryPart[]>(
    (known, part) => (part.type === 'tool' ? withTool(known, part) : withNews(known, part, written.parts)),
    written.parts,
  );
  const joined = { ...live, id: written.id, at: written.at, parts, usage: live.usage ?? written.usage };
  return entries.with(at, joined);
}

/** Of a text that is told from its beginning once more, what is not written down yet. */
function withNews(
  known: readonly EntryPart[],
  part: Exclude<EntryPart, ToolPart>,
  written: readonly EntryPart[],
): readonly EntryPart[] {
  if (part.type === 'attachment') return [...known, part];
  let text = part.text.trimStart();
  for (const one of written) {
    if (one.type !== part.type) continue;
    const said = one.text.trim();
    if (said.startsWith(text.trimEnd())) return known;
    if (said !== '' && text.startsWith(said)) text = text.slice(said.length).trimStart();
  }
  return text === '' ? known : [...known, { type: part.type, text }];
}

function problemOf(state: 'reading' | 'read' | 'idle' | UserProblem): UserProblem | null {
  return typeof state === 'string' ? null : state;
}

function isUnknownTo(known: readonly ChatMessage[]): (message: ChatMessage) => boolean {
  const ids = new Set(known.map(({ id }) => id));
  return ({ id }) => !ids.has(id);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
