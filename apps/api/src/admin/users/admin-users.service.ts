import { DomainError } from '@nora/contracts';
import { decodeCursor, pageOf, type Page, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { SessionListService } from '../../sessions/session-list.service';
import { toAdminUserDto, toAdminUserWorkspaceDto } from './admin-users.mapper';
import { AdminUsersRepository } from './admin-users.repository';
import type { AdminUserDetailDto, AdminUserDto } from './dto/admin-user.dto';
import type { ListUsersQueryDto } from './dto/list-users-query.dto';

const SORT = '-createdAt';
const MOST_SESSIONS = 200;

/** The accounts of the installation, for those who run it. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly users: AdminUsersRepository,
    private readonly sessions: SessionListService,
  ) {}

  /** Newest first. */
  async list({ q, role, state, limit, cursor }: ListUsersQueryDto): Promise<Page<AdminUserDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.users.list({
      ...{ q: q || null, role: role ?? null, state: state ?? null },
      ...{ afterId: after?.id ?? null, limit: limit + 1 },
    });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toAdminUserDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(userId: string): Promise<AdminUserDto> {
    const row = await this.users.find(userId);
    if (!row) throw new DomainError('not_found', 'There is no such account.');
    return toAdminUserDto(row);
  }

  /** @throws DomainError `not_found` */
  async detail({ credential }: Principal, userId: string): Promise<AdminUserDetailDto> {
    const [user, workspaces, { items: sessions }] = await Promise.all([
      this.get(userId),
      this.users.workspacesOf(userId),
      this.sessions.list(userId, credential.id, { limit: MOST_SESSIONS }),
    ]);
    return { ...user, workspaces: workspaces.map(toAdminUserWorkspaceDto), sessions };
  }
}
