import type { WorkspaceRole } from '@nora/contracts';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WorkspaceDto } from './workspace.dto';

interface Row {
  id: string;
  name: string;
  slug: string;
  personal: boolean;
  role: WorkspaceRole;
  created_at: Date;
}

const SORT = 'createdAt';

/** Workspaces as their members see them. */
@Injectable()
export class WorkspacesService {
  constructor(private readonly dataSource: DataSource) {}

  /** Workspaces of the caller, oldest first; an API key sees the one it acts in. */
  async listOf(
    { userId, credential }: Principal,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<WorkspaceDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.dataSource.query<Row[]>(
      `SELECT w.id, w.name, w.slug, w.personal, m.role, w.created_at
       FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id
       WHERE m.user_id = $1 AND ($4::uuid IS NULL OR w.id = $4) AND ($2::uuid IS NULL OR w.id > $2) ORDER BY w.id LIMIT $3`,
      [userId, after?.id ?? null, limit + 1, credential.kind === 'api-key' ? credential.workspaceId : null],
    );
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toDto), nextCursor };
  }
}

function toDto({ id, name, slug, personal, role, created_at }: Row): WorkspaceDto {
  return { id, name, slug, personal, role, createdAt: created_at.toISOString() };
}
