import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import { validationFailed, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { auditActorOf } from '../../core/audit-actor';
import { AgentRpc, callerOf, type RpcCaller } from '../rpc/agent-rpc';
import { asRecord } from '../rpc/read-value';
import { toGatewayAttachments } from './attachments';
import type { ChatEvent } from './chat-event';
import type { ChatDto } from './chat.dto';
import { SessionFeed } from './session-feed';
import { canonicalKey } from './session-key';

/** Characters of a message that make the title of a conversation it begins. */
const TITLE_LENGTH = 80;
/** A turn that was given up or whose end was told may take this long to leave the gateway's own list. */
const SETTLE_MS = 8_000;
const SETTLE_CHECK_MS = 150;

/** A turn that the agent has taken on. */
export interface StartedTurn {
  runId: string;
  sessionKey: string;
  /** What happens in it, up to its end. */
  events: AsyncGenerator<ChatEvent>;
}

/** Turns of conversations with agents. */
@Injectable()
export class ChatService {
  constructor(
    private readonly rpc: AgentRpc,
    private readonly feed: SessionFeed,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Hands a message to the agent and waits until it has taken it.
   * @throws DomainError `not_found`, `agent_not_running`, `operation_in_progress` while the conversation has a turn,
   * `validation_failed`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async start(
    actor: WorkspaceActor,
    agentId: string,
    body: ChatDto,
    signal: AbortSignal,
  ): Promise<StartedTurn> {
    const { message, attachments = [] } = body;
    if (message.trim() === '' && attachments.length === 0) {
      throw validationFailed([{ path: 'message', code: 'empty', message: 'Write something.' }]);
    }
    const files = toGatewayAttachments(attachments);
    const sessionKey = canonicalKey(body.sessionKey ?? `nora:${uuidv7()}`);
    const caller = callerOf(actor, agentId);
    await this.prepare(caller, sessionKey, titleOf(message));
    const size = { characters: message.length, attachments: files.length };
    await this.record(actor, agentId, 'agent.chat', { conversation: sessionKey, ...size });
    const runId = randomUUID();
    const followed = this.feed.follow({
      ...{ caller, sessionKey, signal },
      begin: async (rpc) => {
        const sent = {
          sessionKey,
          message,
          idempotencyKey: runId,
          ...(files.length > 0 && { attachments: files }),
        };
        // Who wants a turn to go on without them may be gone before it has begun.
        await rpc.request('chat.send', sent, body.detached === true ? {} : { signal });
        return runId;
      },
    });
    return { runId, sessionKey, events: await begun(ofTurn(followed, runId)) };
  }

  /**
   * Aborts what the agent does in a conversation, or one turn of it alone.
   * @returns whether there was anything to abort
   */
  async abort(
    actor: WorkspaceActor,
    agentId: string,
    { sessionKey, runId }: { sessionKey: string; runId?: string },
  ): Promise<boolean> {
    await this.record(actor, agentId, 'agent.chat.abort', { conversation: sessionKey });
    return this.stop(callerOf(actor, agentId), { sessionKey, ...(runId && { runId }) });
  }

  /** The same for a turn whose reader has left; it was not asked for by anybody. */
  async giveUp(actor: WorkspaceActor, agentId: string, { sessionKey, runId }: StartedTurn): Promise<void> {
    await this.stop(callerOf(actor, agentId), { sessionKey, runId });
  }

  private async stop(caller: RpcCaller, turn: { sessionKey: string; runId?: string }): Promise<boolean> {
    const answer = await this.rpc.call(caller, 'chat.abort', turn);
    return asRecord(answer)['aborted'] === true;
  }

  /** Makes sure that there is a conversation with a title and without a turn. */
  private async prepare(caller: RpcCaller, key: string, title: string): Promise<void> {
    const deadline = Date.now() + SETTLE_MS;
    for (;;) {
      const session = asRecord(await this.rpc.call(caller, 'sessions.describe', { key }))['session'];
      if (session === null || session === undefined) {
        await this.rpc.call(caller, 'sessions.create', { key, ...(title !== '' && { displayName: title }) });
        return;
      }
      if (asRecord(session)['hasActiveRun'] !== true) return;
      if (Date.now() > deadline) {
        const message =
          'The agent still answers in this conversation. Stop it, or wait until it has finished.';
        throw new DomainError('operation_in_progress', message);
      }
      await sleep(SETTLE_CHECK_MS);
    }
  }

  private async record(
    actor: WorkspaceActor,
    agentId: string,
    action: string,
    details: object,
  ): Promise<void> {
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action, resourceType: 'agent', resourceId: agentId },
        ...{ workspaceId: actor.workspaceId, details },
      }),
    );
  }
}

/** The first line of a message, as a title. */
function titleOf(message: string): string {
  const line = message.replace(/[\p{C}\s]+/gu, ' ').trim();
  return [...line].length > TITLE_LENGTH ? `${[...line].slice(0, TITLE_LENGTH).join('').trimEnd()}…` : line;
}

/** What of a conversation belongs to one turn, from its start to its end. */
async function* ofTurn(events: AsyncGenerator<ChatEvent>, runId: string): AsyncGenerator<ChatEvent> {
  let mine = true;
  let told = false;
  for await (const one of events) {
    if (one.event === 'start') mine = one.data.runId === runId;
    // The start is told once; it comes again when the turn is told from its beginning after something was missed.
    const repeated = one.event === 'start' && told;
    if (!mine || repeated || one.event === 'message' || one.event === 'synced') continue;
    told = true;
    yield one;
    if (one.event === 'error' || one.event === 'done') return;
  }
}

/** Waits for the first event, so that a refusal comes before the answer begins. */
async function begun(events: AsyncGenerator<ChatEvent>): Promise<AsyncGenerator<ChatEvent>> {
  const first = await events.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* events;
  })();
}
