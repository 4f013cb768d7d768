import { computed, signal } from '@angular/core';
import { ProblemError, type SseClient, type UserProblem, toUserProblem } from '@nora/data-access';

/** One turn of a conversation, from either side. */
export interface ChatMessage {
  id: number;
  from: 'you' | 'agent';
  text: string;
  state: 'done' | 'streaming' | 'stopped' | 'failed';
  problem: UserProblem | null;
}

interface StreamFault {
  code: string;
  detail: string;
}

const ENDED_EARLY: StreamFault = {
  code: 'runtime_unreachable',
  detail: 'The answer ended before it was complete.',
};

/** The talk with one agent in this browser tab: what was said, and the answer that is arriving. */
export class Conversation {
  private readonly turns = signal<readonly ChatMessage[]>([]);
  private sessionKey: string | undefined;
  private abort: AbortController | null = null;
  private nextId = 1;

  readonly messages = this.turns.asReadonly();
  readonly streaming = computed(() => this.turns().some(({ state }) => state === 'streaming'));
  /** The last complete answer, for screen readers. */
  readonly lastAnswer = computed(() => {
    const last = this.turns().at(-1);
    return last?.from === 'agent' && last.state === 'done' ? last.text : '';
  });

  constructor(
    private readonly agentId: string,
    private readonly sse: SseClient,
  ) {}

  /** Says something; the answer arrives in pieces. Does nothing while an answer is arriving. */
  async send(text: string): Promise<void> {
    const message = text.trim();
    if (!message || this.streaming()) return;
    this.add('you', message, 'done');
    await this.answer(message);
  }

  /** Asks again what was asked last, in place of an answer that failed or was stopped. */
  async retry(): Promise<void> {
    const turns = this.turns();
    const asked = turns.findLast(({ from }) => from === 'you');
    if (!asked || this.streaming()) return;
    this.turns.set(turns.slice(0, turns.indexOf(asked) + 1));
    await this.answer(asked.text);
  }

  /** Stops the answer that is arriving; the agent stops thinking too. */
  stop(): void {
    this.abort?.abort();
  }

  /** Forgets what was said and starts a new session with the agent. */
  reset(): void {
    this.stop();
    this.turns.set([]);
    this.sessionKey = undefined;
  }

  private async answer(message: string): Promise<void> {
    const id = this.add('agent', '', 'streaming');
    const abort = new AbortController();
    this.abort = abort;
    try {
      const fault = await this.receive(id, message, abort.signal);
      if (fault) throw new ProblemError(502, fault, null);
      this.change(id, { state: 'done' });
    } catch (error) {
      if (abort.signal.aborted) this.change(id, { state: 'stopped' });
      else this.change(id, { state: 'failed', problem: { ...toUserProblem(error), retryable: true } });
    } finally {
      if (this.abort === abort) this.abort = null;
    }
  }

  private async receive(id: number, message: string, signal: AbortSignal): Promise<StreamFault | null> {
    const { sessionKey } = this;
    const stream = this.sse.stream({
      url: `/api/agents/${encodeURIComponent(this.agentId)}/gateway/chat`,
      method: 'POST',
      body: sessionKey ? { message, sessionKey } : { message },
      signal,
    });
    for await (const { event, data } of stream) {
      if (event === 'delta') this.append(id, (data as { text: string }).text);
      else if (event === 'error') return data as StreamFault;
      else if (event === 'done') {
        this.sessionKey = (data as { sessionKey: string }).sessionKey;
        return null;
      }
    }
    signal.throwIfAborted();
    return ENDED_EARLY;
  }

  private add(from: ChatMessage['from'], text: string, state: ChatMessage['state']): number {
    const id = this.nextId++;
    this.turns.update((turns) => [...turns, { id, from, text, state, problem: null }]);
    return id;
  }

  private append(id: number, text: string): void {
    this.turns.update((turns) =>
      turns.map((turn) => (turn.id === id ? { ...turn, text: turn.text + text } : turn)),
    );
  }

  private change(id: number, part: Partial<ChatMessage>): void {
    this.turns.update((turns) => turns.map((turn) => (turn.id === id ? { ...turn, ...part } : turn)));
  }
}
