import { TerminalSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AgentsService } from '../agents/agents.service';
import { auditActorOf } from '../core/audit-actor';
import { LOGGER } from '../core/logger';
import { RuntimeAdapters } from '../core/runtime-adapters';
import { OpenTerminals, isOwn, type NewTerminal } from './open-terminals';
import { RETURN_WITHIN_MS, Terminal } from './terminal';
import type { TerminalDto, TerminalPageDto, TerminalQueryDto } from './terminal.dto';

/**
 * The best shell there is, with the agent's slug (`$0`) in its prompt. bash reads no file of the system's, which would
 * have it name a user that has no name.
 */
const SHELL = String.raw`if command -v bash > /dev/null
then export PS1="$0:\\w\\$ "; exec bash --norc
else export PS1="$0$ "; exec sh
fi`;

/** Opens terminals in agents, and records who had one. */
@Injectable()
export class TerminalsService {
  constructor(
    private readonly agents: AgentsService,
    private readonly adapters: RuntimeAdapters,
    private readonly open: OpenTerminals,
    private readonly transactions: Transactions,
    private readonly settings: TerminalSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Says before anything is done why a terminal cannot be had.
   * @throws DomainError `not_found`, `agent_not_running`, `target_not_configured`, `conflict`, `terminal_gone`
   */
  async refuse(actor: WorkspaceActor, agentId: string, { terminal }: TerminalQueryDto): Promise<void> {
    const { status, deploy_target } = await this.agents.find(actor.workspaceId, agentId);
    if (terminal !== undefined) {
      this.open.own(actor, agentId, terminal);
      return;
    }
    if (status !== 'running' && status !== 'warning') {
      throw new DomainError(
        'agent_not_running',
        `The agent is ${status}. Start it, then open a terminal in it.`,
      );
    }
    this.adapters.for(deploy_target);
    this.open.refuseMore(agentId);
  }

  /**
   * Opens a terminal, or finds the one that is come back to.
   * @throws DomainError as {@link refuse}, and `runtime_unreachable`
   */
  async obtain(actor: WorkspaceActor, agentId: string, query: TerminalQueryDto): Promise<Terminal> {
    if (query.terminal !== undefined) {
      const terminal = this.open.own(actor, agentId, query.terminal);
      // One that has ended has no size any more.
      await terminal.resize(query).catch(() => undefined);
      return terminal;
    }
    return this.open.add(actor, agentId, () => this.start(actor, agentId, query));
  }

  list(actor: WorkspaceActor, agentId: string): TerminalPageDto {
    const items = this.open.of(agentId).map((one): TerminalDto => {
      const { id, startedAt, lastInputAt, isWatched: watched } = one.terminal;
      const { userId, name } = one.actor;
      const times = { startedAt: startedAt.toISOString(), lastInputAt: lastInputAt.toISOString() };
      return { id, openedBy: { id: userId, name }, own: isOwn(one, actor), watched, ...times };
    });
    return { items, nextCursor: null };
  }

  /**
   * Ends a terminal, whosesoever it is.
   * @throws DomainError `not_found`
   */
  async close(actor: WorkspaceActor, agentId: string, id: string): Promise<void> {
    const { terminal, actor: opener } = this.open.find(agentId, id);
    await this.record(actor, agentId, 'agent.terminal-close', { terminal: id, openedBy: opener.email });
    await this.open.end(terminal, 'closed');
  }

  /** Recorded before it starts, so that there is no shell that nobody knows of. */
  private async start(
    actor: WorkspaceActor,
    agentId: string,
    { cols, rows }: TerminalQueryDto,
  ): Promise<NewTerminal> {
    const { slug, deploy_target } = await this.agents.find(actor.workspaceId, agentId);
    const access = this.adapters.for(deploy_target);
    const id = uuidv7();
    await this.record(actor, agentId, 'agent.terminal', { terminal: id, cols, rows });
    const exec = await access.exec(access.handleFor(agentId), ['/bin/sh', '-c', SHELL, slug], {
      ...{ cols, rows, signal: new AbortController().signal },
      environment: this.environment(),
    });
    const idleMs = this.settings.idleMinutes * 60_000;
    const terminal = new Terminal(id, exec, { idleMs, returnWithinMs: RETURN_WITHIN_MS });
    return { terminal, recordEnd: () => this.recordEnd(actor, agentId, terminal) };
  }

  /** A shell that this process does not end, because it died itself, ends when nobody types in it any more. */
  private environment(): Record<string, string> {
    const { idleMinutes } = this.settings;
    const looks = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };
    return idleMinutes === 0 ? looks : { ...looks, TMOUT: String(idleMinutes * 60) };
  }

  private async recordEnd(actor: WorkspaceActor, agentId: string, terminal: Terminal): Promise<void> {
    const facts = { terminal: terminal.id, ...(await terminal.ended) };
    try {
      await this.record(actor, agentId, 'agent.terminal-end', facts);
    } catch (error) {
      this.logger.error({ error, agentId, ...facts }, 'the end of a terminal could not be recorded');
    }
  }

  private record(actor: WorkspaceActor, agentId: string, action: string, details: object): Promise<void> {
    return this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action, resourceType: 'agent', resourceId: agentId, workspaceId: actor.workspaceId, details },
      }),
    );
  }
}
