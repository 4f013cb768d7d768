import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import type { SseStream, WorkspaceActor } from '@nora/http-kit';
import type { RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service';
import { auditActorOf } from '../core/audit-actor';
import { RuntimeAdapters } from '../core/runtime-adapters';
import type { LogsQueryDto } from './logs-query.dto';

/** The log of a runtime, ready to be read. */
export interface AgentLog {
  access: RuntimeAccess;
  handle: RuntimeHandle;
}

/** Reads the logs of runtimes. */
@Injectable()
export class LogsService {
  constructor(
    private readonly agents: AgentsService,
    private readonly adapters: RuntimeAdapters,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Finds the log of an agent and records who reads it.
   * @throws DomainError `not_found`, `target_not_configured`
   */
  async open(actor: WorkspaceActor, agentId: string, query: LogsQueryDto): Promise<AgentLog> {
    const agent = await this.agents.find(actor.workspaceId, agentId);
    const access = this.adapters.for(agent.deploy_target);
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action: 'agent.logs', resourceType: 'agent', resourceId: agentId },
        workspaceId: actor.workspaceId,
        details: { tail: query.tail, follow: query.follow },
      }),
    );
    return { access, handle: access.handleFor(agentId) };
  }

  /** Sends lines until the log ends or the reader goes; the last event says why it ended. */
  async send({ access, handle }: AgentLog, { tail, follow }: LogsQueryDto, stream: SseStream): Promise<void> {
    try {
      for await (const { at, stream: source, text } of access.logs(handle, {
        ...{ tail, follow },
        signal: stream.signal,
      })) {
        await stream.sendWhenReady({
          event: 'line',
          data: { at: at?.toISOString() ?? null, stream: source, text },
        });
        if (!stream.isOpen) return;
      }
      stream.send({ event: 'end', data: { reason: follow ? 'runtime-stopped' : 'complete' } });
    } catch (error) {
      if (!stream.isOpen) return;
      const known = error instanceof DomainError;
      const detail = known ? error.message : 'The log could not be read any further.';
      stream.send({
        event: 'end',
        data: { reason: 'failed', code: known ? error.code : 'internal_error', detail },
      });
      if (!known) throw error;
    } finally {
      stream.end();
    }
  }
}
