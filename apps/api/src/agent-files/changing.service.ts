import type { Readable } from 'node:stream';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { AgentFilesService, toFileEntryDto, type AgentWithFiles } from './agent-files.service';
import type { FileEntryDto } from './dto/file-entry.dto';
import type { FilePlaceDto, MoveFileDto } from './dto/file-place.dto';
import type { TrashEntryDto } from './dto/trash.dto';
import { requirePath, requireWritableRoot } from './file-paths';
import { parseEntry, parseTrashEntry } from './sidecar-answers';
import { SidecarFiles, tooLarge } from './sidecar-files';
import type { WriteCondition } from './write-condition';

/** A new content on its way. */
export interface NewContent {
  source: Readable;
  /** As its sender says; null when not known before its end. */
  sizeBytes: number | null;
  condition: WriteCondition;
  signal: AbortSignal;
}

/** Changes the files of agents, within roots that may be changed. */
@Injectable()
export class ChangingService {
  constructor(
    private readonly files: AgentFilesService,
    private readonly sidecars: SidecarFiles,
  ) {}

  /**
   * Writes a file as a whole: readers see what was there before or all that is new.
   * @throws DomainError `not_found`, `agent_not_running`, `path_refused`, `path_read_only`, `precondition_failed`,
   * `payload_too_large`, `runtime_storage_full`, and those of the connection
   */
  async write(
    actor: WorkspaceActor,
    agentId: string,
    { root, path }: FilePlaceDto,
    content: NewContent,
  ): Promise<FileEntryDto> {
    const agent = await this.require(actor, agentId, root, [path]);
    const { source, sizeBytes, condition, signal } = content;
    const limitBytes = this.files.uploadLimitBytes;
    if (sizeBytes !== null && sizeBytes > limitBytes) throw tooLarge(limitBytes);
    const headers =
      'ifMatch' in condition ? { 'if-match': condition.ifMatch } : { 'if-none-match': condition.ifNoneMatch };
    const replaces = 'ifMatch' in condition ? condition.ifMatch : null;
    const act = { action: 'file.write', details: { root, path, sizeBytes, replaces } };
    const answer = await this.files.change(actor, agent, act, () =>
      this.sidecars.upload(
        agent.target,
        { method: 'PUT', path: 'content', query: { root, path, most: String(limitBytes) }, headers, signal },
        { source, limitBytes },
      ),
    );
    return toFileEntryDto(parseEntry(answer), true);
  }

  /** Makes a directory, and those above it. @throws DomainError `path_exists`, and as {@link write} does */
  async makeDirectory(
    actor: WorkspaceActor,
    agentId: string,
    { root, path }: FilePlaceDto,
  ): Promise<FileEntryDto> {
    const agent = await this.require(actor, agentId, root, [path]);
    const act = { action: 'file.make-directory', details: { root, path } };
    const answer = await this.files.change(actor, agent, act, () =>
      this.files.ask(agent, { method: 'POST', path: 'directories', json: { root, path } }),
    );
    return toFileEntryDto(parseEntry(answer), true);
  }

  /** Moves or renames within a root. @throws DomainError `path_exists`, and as {@link write} does */
  async move(actor: WorkspaceActor, agentId: string, body: MoveFileDto): Promise<FileEntryDto> {
    const { root, from, to, overwrite } = body;
    const agent = await this.require(actor, agentId, root, [from, to]);
    const act = { action: 'file.move', details: { root, from, to, overwrite } };
    const answer = await this.files.change(actor, agent, act, () =>
      this.files.ask(agent, { method: 'POST', path: 'move', json: { root, from, to, overwrite } }),
    );
    return toFileEntryDto(parseEntry(answer), true);
  }

  /** Moves a file, or a directory with all that is in it, into the trash. @throws DomainError as {@link write} does */
  async remove(actor: WorkspaceActor, agentId: string, { root, path }: FilePlaceDto): Promise<TrashEntryDto> {
    const agent = await this.require(actor, agentId, root, [path]);
    const act = { action: 'file.delete', details: { root, path } };
    const answer = await this.files.change(actor, agent, act, () =>
      this.files.ask(agent, { method: 'DELETE', path: 'entry', query: { root, path } }),
    );
    return parseTrashEntry(answer);
  }

  private async require(
    actor: WorkspaceActor,
    agentId: string,
    root: string,
    paths: string[],
  ): Promise<AgentWithFiles> {
    const agent = await this.files.find(actor, agentId);
    requireWritableRoot(agent.family, root);
    for (const path of paths) requirePath(path);
    return agent;
  }
}
