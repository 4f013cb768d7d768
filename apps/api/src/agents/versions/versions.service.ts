import { DomainError } from '@nora/contracts';
import type { AgentSnapshot } from '@nora/domain';
import { decodeCursor, pageOf, validationFailed, type Page, type PageQueryDto } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { differencesOf, type JsonObject } from './difference';
import type { AgentVersionDetailDto, AgentVersionDto, VersionDifferenceDto } from './version.dto';
import { VersionsRepository, type VersionRow } from './versions.repository';

const SORT = '-number';
const NUMBER = /^[1-9]\d{0,8}$/;

/** What an agent was and is. */
@Injectable()
export class VersionsService {
  constructor(private readonly versions: VersionsRepository) {}

  /** Newest first. */
  async list(
    workspaceId: string,
    agentId: string,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<AgentVersionDto>> {
    const before = decodeCursor(cursor, SORT);
    const number = before && numberOfCursor(before.key);
    const rows = await this.versions.list(workspaceId, agentId, number, limit + 1);
    const page = pageOf(rows, limit, SORT, (row) => ({ key: String(row.number), id: row.id }));
    return { items: page.items.map(toVersionDto), nextCursor: page.nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, agentId: string, number: string): Promise<AgentVersionDetailDto> {
    const row = await this.find(workspaceId, agentId, number);
    const { name, selection, resources } = row.snapshot;
    return { ...toVersionDto(row), snapshot: { name, selection: selectionOf(selection), resources } };
  }

  /** @throws DomainError `not_found` */
  async compare(workspaceId: string, agentId: string, a: string, b: string): Promise<VersionDifferenceDto> {
    const from = await this.find(workspaceId, agentId, a);
    const to = await this.find(workspaceId, agentId, b);
    const changes = differencesOf(toJson(from.snapshot), toJson(to.snapshot));
    return {
      ...{ from: from.number, to: to.number },
      changes: changes.map(({ path, ...change }) => ({ path: path.join('.'), ...change })),
    };
  }

  private async find(workspaceId: string, agentId: string, number: string): Promise<VersionRow> {
    const row = NUMBER.test(number) ? await this.versions.find(workspaceId, agentId, Number(number)) : null;
    if (!row) throw new DomainError('not_found', 'This agent has no such version.');
    return row;
  }
}

function numberOfCursor(key: string): number {
  if (NUMBER.test(key)) return Number(key);
  const message = 'Not a cursor of this list in this order. Begin again without one.';
  throw validationFailed([{ path: 'cursor', code: 'invalid_cursor', message }]);
}

function toVersionDto(row: VersionRow): AgentVersionDto {
  const { number, source, message, current } = row;
  const { deployment_id: id, deployment_kind: kind, deployment_status: status } = row;
  return {
    ...{ number, source, message, current },
    author: row.author_id === null ? null : { id: row.author_id, name: row.author_name ?? '' },
    createdAt: row.created_at.toISOString(),
    lastDeployment: id !== null && kind !== null && status !== null ? { id, kind, status } : null,
  };
}

/** Without the provider that versions of earlier releases hold: what an agent is bound to is no part of a version. */
function selectionOf(selection: AgentSnapshot['selection']): AgentSnapshot['selection'] {
  const { runtimeFamily, deployTarget, sandboxProfile } = selection;
  return { runtimeFamily, deployTarget, sandboxProfile };
}

/** Snapshots come out of a JSON column. */
const toJson = ({ name, selection, resources }: AgentSnapshot): JsonObject => ({
  name,
  selection: { ...selectionOf(selection) },
  resources: { ...resources },
});
