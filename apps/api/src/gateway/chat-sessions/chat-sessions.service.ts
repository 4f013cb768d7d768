import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit, type AuditRecord } from '@nora/domain';
import type { PageQueryDto, WorkspaceActor } from '@nora/http-kit';
import { VERIFY_SESSION_PREFIX } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../../core/audit-actor';
import type { ChatEvent } from '../chat/chat-event';
import { SessionFeed } from '../chat/session-feed';
import { AgentRpc, callerOf, type RpcCaller } from '../rpc/agent-rpc';
import { asCount, asList, asRecord } from '../rpc/read-value';
import { refusedBecause, rpcFailure } from '../rpc/rpc-errors';
import type { ChatMessagePageDto } from './chat-message.dto';
import type { ChatSessionDto, ChatSessionPageDto, ListChatSessionsQueryDto } from './chat-session.dto';
import { decodeOffset, encodeOffset } from './transcript-cursor';
import { readMessages } from './read-message';
import { readSession } from './read-session';

/** Conversations in which a deployment asked whether the agent answers: nobody has begun them. */
const CHECKS = `agent:main:${VERIFY_SESSION_PREFIX}`;
/** Characters of one text of a transcript that are asked for. */
const TEXT_LIMIT = 100_000;

type Facts = Pick<AuditRecord, 'action' | 'details' | 'before' | 'after'>;

/** Conversations with agents. They are kept by the agents; Nora reads and changes them there. */
@Injectable()
export class ChatSessionsService {
  constructor(
    private readonly rpc: AgentRpc,
    private readonly feed: SessionFeed,
    private readonly transactions: Transactions,
  ) {}

  /** @throws DomainError the codes of `AgentRpc` */
  async list(
    actor: WorkspaceActor,
    agentId: string,
    { limit, cursor, q = '' }: ListChatSessionsQueryDto,
  ): Promise<ChatSessionPageDto> {
    const offset = decodeOffset('sessions', cursor);
    const answer = asRecord(
      await this.rpc.call(callerOf(actor, agentId), 'sessions.list', {
        ...{ limit, offset, includeDerivedTitles: true, includeLastMessage: true },
        ...{ sortBy: 'lastInteractionAt', includeGlobal: false, includeUnknown: false },
        ...(q.trim() !== '' && { search: q.trim() }),
      }),
    );
    const next = asCount(answer['nextOffset']);
    const items = asList(answer['sessions']).flatMap((row) => readSession(row) ?? []);
    return {
      items: items.filter(({ key }) => !key.startsWith(CHECKS)),
      nextCursor: next !== null && next > offset ? encodeOffset('sessions', next) : null,
    };
  }

  /**
   * Messages, the newest page first.
   * @throws DomainError `not_found` and the codes of `AgentRpc`
   */
  async messages(
    actor: WorkspaceActor,
    agentId: string,
    sessionKey: string,
    { limit, cursor }: PageQueryDto,
  ): Promise<ChatMessagePageDto> {
    const offset = decodeOffset('messages', cursor);
    const caller = callerOf(actor, agentId);
    if (offset === 0) {
      await this.require(caller, sessionKey);
      await this.record(actor, agentId, { action: 'agent.chat.read', details: { conversation: sessionKey } });
    }
    const history = asRecord(
      await this.rpc.call(caller, 'chat.history', {
        ...{ sessionKey, limit, maxChars: TEXT_LIMIT },
        ...(offset > 0 && { offset }),
      }),
    );
    const next = asCount(history['nextOffset']);
    return {
      items: readMessages(asList(history['messages'])),
      nextCursor: next !== null && next > offset ? encodeOffset('messages', next) : null,
    };
  }

  /**
   * What happens in a conversation. It need not exist yet.
   * @throws DomainError the codes of `AgentRpc`
   */
  async follow(
    actor: WorkspaceActor,
    agentId: string,
    { sessionKey, signal }: { sessionKey: string; signal: AbortSignal },
  ): Promise<AsyncGenerator<ChatEvent>> {
    const caller = callerOf(actor, agentId);
    // Refused before the stream begins, where it can be said as a problem.
    (await this.rpc.connect(caller)).release();
    await this.record(actor, agentId, { action: 'agent.chat.follow', details: { conversation: sessionKey } });
    return this.feed.follow({ caller, sessionKey, signal });
  }

  /** @throws DomainError `not_found`, `name_taken` and the codes of `AgentRpc` */
  async rename(
    actor: WorkspaceActor,
    agentId: string,
    sessionKey: string,
    title: string,
  ): Promise<ChatSessionDto> {
    const caller = callerOf(actor, agentId);
    const before = await this.require(caller, sessionKey);
    try {
      await this.rpc.ask(caller, 'sessions.patch', { key: sessionKey, label: title });
    } catch (error) {
      if (!refusedBecause(error, /label already in use/i)) throw rpcFailure(error);
      throw new DomainError('name_taken', 'Another conversation has this title.', {}, { cause: error });
    }
    await this.record(actor, agentId, {
      ...{ action: 'agent.chat.rename', details: { conversation: sessionKey } },
      ...{ before: { title: before.title }, after: { title } },
    });
    return { ...before, title };
  }

  /**
   * Deletes a conversation with all that was said in it; what the agent does in it is aborted.
   * @throws DomainError `not_found` and the codes of `AgentRpc`
   */
  async delete(actor: WorkspaceActor, agentId: string, sessionKey: string): Promise<void> {
    const caller = callerOf(actor, agentId);
    const { title, running } = await this.require(caller, sessionKey);
    if (running) await this.rpc.call(caller, 'chat.abort', { sessionKey });
    // OpenClaw lets none but its admins delete. Who may is Nora's to say, and was said before this is called.
    await this.rpc.call({ ...caller, role: 'admin' }, 'sessions.delete', {
      key: sessionKey,
      deleteTranscript: true,
    });
    await this.record(actor, agentId, {
      ...{ action: 'agent.chat.delete', details: { conversation: sessionKey } },
      ...{ before: { title }, after: null },
    });
  }

  private async require(caller: RpcCaller, key: string): Promise<ChatSessionDto> {
    const found = readSession(asRecord(await this.rpc.call(caller, 'sessions.describe', { key }))['session']);
    if (!found) throw new DomainError('not_found', 'There is no such conversation.');
    return found;
  }

  private async record(actor: WorkspaceActor, agentId: string, facts: Facts): Promise<void> {
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ resourceType: 'agent', resourceId: agentId, workspaceId: actor.workspaceId },
        ...facts,
      }),
    );
  }
}
