import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import type { SseStream, WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { auditActorOf } from '../core/audit-actor';
import { LOGGER } from '../core/logger';
import type { ChatDto } from './chat.dto';
import { END_OF_COMPLETION, parseChunk, type Usage } from './completion-chunk';
import { GatewayClient } from './gateway-client';
import { GatewayTargets } from './target/gateway-targets';

/** A turn whose answer has begun. */
export interface StartedTurn {
  sessionKey: string;
  answer: AsyncIterable<string>;
}

/** Turns of conversations with agents. */
@Injectable()
export class ChatService {
  constructor(
    private readonly targets: GatewayTargets,
    private readonly gateway: GatewayClient,
    private readonly transactions: Transactions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Hands a message to the agent and waits until its answer begins.
   * @throws DomainError `not_found`, `agent_not_running`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async start(
    actor: WorkspaceActor,
    agentId: string,
    { message, sessionKey = `nora:${uuidv7()}` }: ChatDto,
    signal: AbortSignal,
  ): Promise<StartedTurn> {
    const target = await this.targets.for(actor, agentId);
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action: 'agent.chat', resourceType: 'agent', resourceId: agentId },
        workspaceId: actor.workspaceId,
        details: { conversation: sessionKey, characters: message.length },
      }),
    );
    return { sessionKey, answer: await this.gateway.startTurn({ target, sessionKey, message, signal }) };
  }

  /** Sends the answer as it arrives: `delta` events, then `done` or `error`. */
  async relay({ sessionKey, answer }: StartedTurn, stream: SseStream): Promise<void> {
    let usage: Usage | null = null;
    try {
      for await (const data of answer) {
        if (!stream.isOpen || data === END_OF_COMPLETION) break;
        const chunk = parseChunk(data);
        if (chunk?.error)
          throw new DomainError('runtime_refused', `The agent failed: ${chunk.error.slice(0, 500)}`);
        usage = chunk?.usage ?? usage;
        if (chunk?.text) await stream.sendWhenReady({ event: 'delta', data: { text: chunk.text } });
      }
      stream.send({ event: 'done', data: { sessionKey, ...(usage ? { usage } : {}) } });
    } catch (error) {
      if (stream.isOpen) this.fail(error, stream);
    } finally {
      stream.end();
    }
  }

  private fail(error: unknown, stream: SseStream): void {
    const known = error instanceof DomainError;
    if (!known) this.logger.error({ error }, 'a chat turn failed');
    const code = known ? error.code : 'internal_error';
    const detail = known ? error.message : 'The answer was cut off.';
    stream.send({ event: 'error', data: { code, detail } });
  }
}
