import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import { LossySender, formatEvent, type SseEvent, type SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service';
import { auditActorOf } from '../core/audit-actor';
import type { Download } from '../core/download';
import { RuntimeAdapters } from '../core/runtime-adapters';
import { LogFilter } from './log-filter';
import { formatPosition, parsePosition } from './log-position';
import { LogReading, type AgentLog, type PlacedLine, type WantedLines } from './log-reading';
import type { LogFilterDto, LogsQueryDto } from './logs-query.dto';

/** Characters that may wait for a reader who follows a log. */
const WAITING_LIMIT = 1024 * 1024;
const PIECE_LENGTH = 32_768;

/** The log of an agent, opened for somebody. */
export interface OpenedLog extends AgentLog {
  fileName: string;
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
   * @param query as it is recorded; the text that is looked for is not, as it may be a secret
   * @throws DomainError `not_found`, `target_not_configured`
   */
  async open(
    actor: WorkspaceActor,
    agentId: string,
    action: 'agent.logs' | 'agent.download-logs',
    query: LogsQueryDto | LogFilterDto,
  ): Promise<OpenedLog> {
    const agent = await this.agents.find(actor.workspaceId, agentId);
    const access = this.adapters.for(agent.deploy_target);
    const { q, ...details } = query;
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action, resourceType: 'agent', resourceId: agentId },
        workspaceId: actor.workspaceId,
        details: { ...details, searched: q !== undefined },
      }),
    );
    return { access, handle: access.handleFor(agentId), fileName: `${agent.slug}.log` };
  }

  /** Sends lines until the log ends or the reader goes; the last event says why it ended. */
  async send(log: OpenedLog, query: LogsQueryDto, stream: SseStream): Promise<void> {
    const reading = new LogReading(log, wantedOf(query), stream.signal);
    let count = 0;
    try {
      for await (const line of reading.kept()) {
        await stream.sendWhenReady(eventOf(line));
        if (!stream.isOpen) return;
        count += 1;
      }
      if (query.follow) {
        stream.send({ event: 'kept', data: { count } });
        await this.follow(reading, stream);
      }
      stream.send({ event: 'end', data: { reason: query.follow ? 'runtime-stopped' : 'complete' } });
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

  /** Sends everything that is kept as a file, no faster than the reader takes it. */
  async download(log: OpenedLog, query: LogFilterDto, download: Download): Promise<void> {
    const reading = new LogReading(log, wantedOf({ ...query, tail: null }), download.signal);
    const head = { fileName: log.fileName, contentType: 'text/plain; charset=utf-8' };
    await download.attach(head, inPieces(reading.kept()));
  }

  /** Never waits for the reader: a runtime that writes faster than somebody reads takes no memory here. */
  private async follow(reading: LogReading, stream: SseStream): Promise<void> {
    const sender = new LossySender<Date | null>(stream, {
      limit: WAITING_LIMIT,
      marker: ({ count, first, last }) => ({
        event: 'dropped',
        data: { count, since: first?.toISOString() ?? null, until: last?.toISOString() ?? null },
      }),
    });
    for await (const line of reading.coming()) {
      sender.send(formatEvent(eventOf(line)), line.at);
      if (!stream.isOpen) return;
    }
    await sender.emptied();
  }
}

function wantedOf(query: Partial<Omit<LogsQueryDto, 'tail'>> & { tail: number | null }): WantedLines {
  const { tail, since, lastEventId } = query;
  return {
    tail,
    since: since === undefined ? null : new Date(since),
    filter: new LogFilter(query),
    behind: lastEventId === undefined ? null : parsePosition(lastEventId),
  };
}

function eventOf({ at, stream, level, text, position }: PlacedLine): SseEvent {
  const data = { at: at?.toISOString() ?? null, stream, level, text };
  return { id: formatPosition(position), event: 'line', data };
}

async function* inPieces(lines: AsyncIterable<PlacedLine>): AsyncGenerator<string> {
  let piece = '';
  for await (const { at, stream, text } of lines) {
    piece += `${at?.toISOString() ?? '-'} ${stream} ${text}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
