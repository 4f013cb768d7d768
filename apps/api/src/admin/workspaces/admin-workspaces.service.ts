import { DomainError } from '@nora/contracts';
import { decodeCursor, pageOf, type Page } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { toMemberDto } from '../../members/members.mapper';
import { MembersRepository } from '../../members/members.repository';
import type { ListTenantsQueryDto, TenantDetailDto, TenantDto } from './dto/tenant.dto';
import { TenantsRepository, type TenantRow } from './tenants.repository';

const SORT = '-createdAt';
/** Most members and agents that a workspace is shown with. */
const SHOWN = 200;

/** Looks at the workspaces of the installation, for platform admins. */
@Injectable()
export class AdminWorkspacesService {
  constructor(
    private readonly tenants: TenantsRepository,
    private readonly members: MembersRepository,
  ) {}

  async list({ q, limit, cursor }: ListTenantsQueryDto): Promise<Page<TenantDto>> {
    const before = decodeCursor(cursor, SORT);
    const rows = await this.tenants.listAll(q, before?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toTenantDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(id: string): Promise<TenantDetailDto> {
    const [row, members, agents] = await Promise.all([
      this.tenants.findAny(id),
      this.members.first(id, SHOWN),
      this.tenants.agentsOf(id, SHOWN),
    ]);
    if (!row) throw new DomainError('not_found', 'There is no such workspace.');
    return {
      ...toTenantDto(row),
      members: members.map(toMemberDto),
      agents: agents.map(({ id: agentId, name, status, deploy_target, created_at }) => ({
        ...{ id: agentId, name, status },
        deployTarget: deploy_target,
        createdAt: created_at.toISOString(),
      })),
    };
  }
}

function toTenantDto(row: TenantRow): TenantDto {
  const { id, name, slug, personal, owners } = row;
  return {
    ...{ id, name, slug, personal, owners },
    memberCount: row.member_count,
    agentCount: row.agent_count,
    createdAt: row.created_at.toISOString(),
    deletionRequestedAt: row.deletion_requested_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
  };
}
