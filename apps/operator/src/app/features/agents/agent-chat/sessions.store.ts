import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { ChatService, type ChatSessionDto } from '@nora/api-client';
import { KeysetList, SseClient } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { Talk } from './talk';

const SESSIONS = 30;
const MESSAGES = 50;
const REST_MS = 250;

/** Which conversation with each agent was open last in this tab, so that looking at the logs does not lose it. */
@Injectable({ providedIn: 'root' })
export class LastSessions {
  readonly byAgent = new Map<string, string>();
}

/** The conversations with one agent, and the one that is open. Lives as long as the page that shows them. */
@Injectable()
export class SessionsStore {
  private readonly client = inject(ChatService);
  private readonly sse = inject(SseClient);
  private readonly last = inject(LastSessions);
  private readonly current = signal<Talk | null>(null);
  private readonly query = signal('');
  private agentId = '';
  private narrowing: ReturnType<typeof setTimeout> | undefined;

  readonly list = new KeysetList<{ agentId: string; q: string }, ChatSessionDto>(
    ({ agentId, q }, cursor) =>
      firstValueFrom(
        this.client.listChatSessions({
          agentId,
          limit: SESSIONS,
          ...(cursor && { cursor }),
          ...(q && { q }),
        }),
      ),
    ({ key }) => key,
  );
  /** What the list is narrowed to. */
  readonly filter = this.query.asReadonly();
  /** The conversation that is open. */
  readonly talk = this.current.asReadonly();
  /** What is known of it from the list. */
  readonly session = computed(() => {
    const key = this.current()?.sessionKey;
    return this.list.items().find((one) => one.key === key) ?? null;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.narrowing);
      this.current()?.close();
    });
  }

  /** Reads the conversations with an agent. */
  async show(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.query.set('');
    await this.list.show({ agentId, q: '' });
  }

  /** Narrows the list to what has a text in its title; the agent is asked when the typing rests. */
  narrow(q: string): void {
    this.query.set(q);
    clearTimeout(this.narrowing);
    this.narrowing = setTimeout(() => void this.list.narrow({ agentId: this.agentId, q: q.trim() }), REST_MS);
  }

  /** Opens a conversation of the agent, or a new one. */
  open(agentId: string, key: string | null): Talk {
    const open = this.current();
    if (open && agentId === this.agentId && key !== null && open.sessionKey === key) return open;
    open?.close();
    this.agentId = agentId;
    const talk = this.talkOf(agentId, key);
    this.current.set(talk);
    if (key === null) this.last.byAgent.delete(agentId);
    else this.last.byAgent.set(agentId, key);
    return talk;
  }

  /** Remembers a conversation that has begun. */
  begun({ sessionKey }: Talk): void {
    this.last.byAgent.set(this.agentId, sessionKey);
  }

  lastOf(agentId: string): string | null {
    return this.last.byAgent.get(agentId) ?? null;
  }

  /** Throws what the client throws. */
  async rename({ key }: ChatSessionDto, title: string): Promise<void> {
    const path = { agentId: this.agentId, sessionKey: key };
    this.list.put(await firstValueFrom(this.client.renameChatSession({ ...path, body: { title } })));
  }

  /** Throws what the client throws. */
  async delete({ key }: ChatSessionDto): Promise<void> {
    await firstValueFrom(this.client.deleteChatSession({ agentId: this.agentId, sessionKey: key }));
    this.list.remove(key);
    if (this.last.byAgent.get(this.agentId) === key) this.last.byAgent.delete(this.agentId);
  }

  private talkOf(agentId: string, key: string | null): Talk {
    const sessionKey = key ?? newKey();
    const path = { agentId, sessionKey };
    return new Talk(
      { agentId, sessionKey, isNew: key === null },
      {
        sse: this.sse,
        readMessages: (cursor) =>
          firstValueFrom(
            this.client.listChatMessages({ ...path, limit: MESSAGES, ...(cursor && { cursor }) }),
          ),
        abort: async () => {
          await firstValueFrom(this.client.abortChat({ ...path, body: {} }));
        },
        changed: () => void this.list.refresh(),
      },
    );
  }
}

/** A key no other conversation has. `randomUUID` is missing on pages without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `agent:main:nora:${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
