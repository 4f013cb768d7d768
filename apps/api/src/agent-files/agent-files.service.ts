import { FilesSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { FILES_INLINE_LIMIT, FILE_ROOTS, type FileEntry, type RuntimeFamily } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AgentCredentials } from '../agents/agent-credentials';
import { AgentsService } from '../agents/agents.service';
import { auditActorOf } from '../core/audit-actor';
import { pinRuntimeAddress } from '../gateway/target/runtime-address';
import type { FileEntryDto } from './dto/file-entry.dto';
import type { FileRootsDto } from './dto/file-root.dto';
import { isNameable } from './sidecar-answers';
import { SidecarFiles, type SidecarCall, type SidecarTarget } from './sidecar-files';

/** An agent whose files can be reached. */
export interface AgentWithFiles {
  id: string;
  family: RuntimeFamily;
  target: SidecarTarget;
}

const SHARED = `SELECT 1 FROM agents a JOIN agents other ON other.id <> a.id
  AND other.endpoints -> 'sidecar' = a.endpoints -> 'sidecar' AND other.status IN ('running', 'warning')
  WHERE a.id = $1 LIMIT 1`;

/** Finds the files of agents, and records who touches them. */
@Injectable()
export class AgentFilesService {
  constructor(
    private readonly agents: AgentsService,
    private readonly credentials: AgentCredentials,
    private readonly sidecars: SidecarFiles,
    private readonly transactions: Transactions,
    private readonly settings: FilesSettings,
    private readonly dataSource: DataSource,
  ) {}

  /** Most bytes of a file that is written. */
  get uploadLimitBytes(): number {
    return this.settings.uploadLimitMb * 1024 * 1024;
  }

  /** Known without asking the agent. @throws DomainError `not_found` */
  async roots({ workspaceId }: WorkspaceActor, agentId: string): Promise<FileRootsDto> {
    const { runtime_family } = await this.agents.find(workspaceId, agentId);
    const roots = FILE_ROOTS[runtime_family].map(({ id, label, description, writable }) => ({
      ...{ id, label, description, writable },
    }));
    return { roots, inlineLimitBytes: FILES_INLINE_LIMIT, uploadLimitBytes: this.uploadLimitBytes };
  }

  /** @throws DomainError `not_found`, `agent_not_running`, `runtime_refused`, `runtime_unreachable` */
  async find({ workspaceId }: WorkspaceActor, agentId: string): Promise<AgentWithFiles> {
    const { id, status, endpoints, runtime_family: family } = await this.agents.find(workspaceId, agentId);
    if ((status !== 'running' && status !== 'warning') || !endpoints) {
      throw new DomainError(
        'agent_not_running',
        `The agent is ${status}. Its files can be seen while it runs.`,
      );
    }
    const endpoint = await pinRuntimeAddress(endpoints.sidecar);
    await this.requireOwnAddress(id);
    return { id, family, target: { endpoint, token: await this.credentials.sidecarToken(id) } };
  }

  /** The token of one agent must not reach another that was recorded at the same place. */
  private async requireOwnAddress(id: string): Promise<void> {
    const others = await this.dataSource.query<unknown[]>(SHARED, [id]);
    if (others.length === 0) return;
    throw new DomainError('runtime_refused', 'Another agent is recorded at the same address. Redeploy it.');
  }

  /**
   * Has an agent change its files. What is changed is elsewhere, so it is recorded before, and again when it is
   * refused: no change stays unrecorded.
   */
  async change<T>(
    actor: WorkspaceActor,
    { id }: AgentWithFiles,
    act: { action: string; details: object },
    work: () => Promise<T>,
  ): Promise<T> {
    await this.record(actor, id, act);
    try {
      return await work();
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal_error';
      await this.record(actor, id, { ...act, details: { ...act.details, refusedWith: code } }, 'refused');
      throw error;
    }
  }

  /** Records that somebody read a file; nothing of it may have been sent by then. */
  record(
    actor: WorkspaceActor,
    agentId: string,
    { action, details }: { action: string; details: object },
    outcome: 'allowed' | 'refused' = 'allowed',
  ): Promise<void> {
    const resource = { resourceType: 'agent', resourceId: agentId, workspaceId: actor.workspaceId };
    return this.transactions.run((manager) =>
      recordAudit(manager, { actor: auditActorOf(actor), action, ...resource, details, outcome }),
    );
  }

  /** @throws DomainError as {@link SidecarFiles.ask} does */
  ask({ target }: AgentWithFiles, call: Omit<SidecarCall, 'signal'>): Promise<unknown> {
    // Nobody's leaving stops a change half-way; idle connections end by themselves.
    return this.sidecars.ask(target, { ...call, signal: new AbortController().signal });
  }
}

/** @param writable of the root it is in */
export function toFileEntryDto(entry: FileEntry, writable: boolean): FileEntryDto {
  const { name, path, type, sizeBytes, modifiedAt, mode, etag } = entry;
  const editable = writable && type === 'file' && sizeBytes <= FILES_INLINE_LIMIT && isNameable(entry);
  return { name, path, type, sizeBytes, modifiedAt, mode, etag, editable };
}
