import type { IncomingMessage } from 'node:http';
import type { WorkspaceActor } from '@nora/http-kit';
import { FILES_INLINE_LIMIT } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { AgentFilesService, toFileEntryDto } from './agent-files.service';
import type { FilePageDto } from './dto/file-entry.dto';
import type { DownloadPlaceDto, FilePlaceDto, ListFilesQueryDto } from './dto/file-place.dto';
import { requirePath, requireRoot } from './file-paths';
import { parseEntry, parsePage } from './sidecar-answers';
import { SidecarFiles } from './sidecar-files';

/** Headers of a request for a part of a file. */
export interface RangeRequest {
  range?: string;
  ifRange?: string;
}

/** Looks into the files of agents. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly files: AgentFilesService,
    private readonly sidecars: SidecarFiles,
  ) {}

  /** @throws DomainError `not_found`, `agent_not_running`, `path_refused`, `validation_failed`, and those of the agent */
  async list(actor: WorkspaceActor, agentId: string, query: ListFilesQueryDto): Promise<FilePageDto> {
    const agent = await this.files.find(actor, agentId);
    const { root, path, limit, cursor } = query;
    const { writable } = requireRoot(agent.family, root);
    requirePath(path);
    const page = { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const answer = await this.files.ask(agent, {
      method: 'GET',
      path: 'list',
      query: { root, path, ...page },
    });
    const { items, nextCursor } = parsePage(answer, parseEntry);
    return { items: items.map((entry) => toFileEntryDto(entry, writable)), nextCursor };
  }

  /**
   * A file in one piece, to be sent on.
   * @throws DomainError `payload_too_large`, and as {@link list} does
   */
  async read(
    actor: WorkspaceActor,
    agentId: string,
    { root, path }: FilePlaceDto,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const most = String(FILES_INLINE_LIMIT);
    return this.open(actor, agentId, { action: 'file.read', root, path, query: { most }, signal });
  }

  /**
   * A file of any size or a part of it, or a directory as an archive, to be sent on.
   * @throws DomainError as {@link list} does
   */
  async download(
    actor: WorkspaceActor,
    agentId: string,
    { root, path }: DownloadPlaceDto,
    { range, ifRange }: RangeRequest,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const headers = { ...(range && { range }), ...(ifRange && { 'if-range': ifRange }) };
    return this.open(actor, agentId, { action: 'file.download', root, path, headers, signal });
  }

  private async open(
    actor: WorkspaceActor,
    agentId: string,
    asked: {
      action: 'file.read' | 'file.download';
      root: string;
      path: string;
      query?: Record<string, string>;
      headers?: Record<string, string>;
      signal: AbortSignal;
    },
  ): Promise<IncomingMessage> {
    const { action, root, path, query, headers, signal } = asked;
    const agent = await this.files.find(actor, agentId);
    requireRoot(agent.family, root);
    requirePath(path);
    const answer = await this.sidecars.open(agent.target, {
      ...{ method: 'GET', path: action === 'file.read' ? 'content' : 'download', signal },
      ...{ query: { root, path, ...query }, headers: headers ?? {} },
    });
    try {
      const length = Number(answer.headers['content-length'] ?? NaN);
      const sizeBytes = Number.isNaN(length) ? null : length;
      await this.files.record(actor, agentId, { action, details: { root, path, sizeBytes } });
    } catch (error) {
      answer.destroy();
      throw error;
    }
    return answer;
  }
}
