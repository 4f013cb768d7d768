import type { PageQueryDto, WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { AgentFilesService, toFileEntryDto } from './agent-files.service';
import type { FileEntryDto } from './dto/file-entry.dto';
import type { TrashPageDto } from './dto/trash.dto';
import { parseEntry, parsePage, parseTrashEntry } from './sidecar-answers';

/** What was deleted in agents, while it can be had back. */
@Injectable()
export class TrashService {
  constructor(private readonly files: AgentFilesService) {}

  /** @throws DomainError `not_found`, `agent_not_running`, `validation_failed`, and those of the connection */
  async list(actor: WorkspaceActor, agentId: string, { limit, cursor }: PageQueryDto): Promise<TrashPageDto> {
    const agent = await this.files.find(actor, agentId);
    const query = { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    return parsePage(await this.files.ask(agent, { method: 'GET', path: 'trash', query }), parseTrashEntry);
  }

  /** Puts something back where it was. @throws DomainError `path_exists`, and as {@link list} does */
  async restore(actor: WorkspaceActor, agentId: string, trashId: string): Promise<FileEntryDto> {
    const agent = await this.files.find(actor, agentId);
    const act = { action: 'file.restore', details: { trashId } };
    const answer = await this.files.change(actor, agent, act, () =>
      this.files.ask(agent, { method: 'POST', path: `trash/${trashId}/restore` }),
    );
    return toFileEntryDto(parseEntry(answer), true);
  }

  /** Forgets something for good. @throws DomainError as {@link list} does */
  async purge(actor: WorkspaceActor, agentId: string, trashId: string): Promise<void> {
    const agent = await this.files.find(actor, agentId);
    const act = { action: 'file.purge', details: { trashId } };
    await this.files.change(actor, agent, act, () =>
      this.files.ask(agent, { method: 'DELETE', path: `trash/${trashId}` }),
    );
  }
}
