import { DomainError, type WorkspaceRole } from '@nora/contracts';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isUuid } from '../core/uuid.pipe';

/** Path parameter → query for the workspace behind it and the member's role there. */
const QUERIES = {
  workspaceId: `SELECT m.workspace_id, m.role FROM workspace_members m WHERE m.workspace_id = $1 AND m.user_id = $2`,
  agentId: `SELECT m.workspace_id, m.role FROM agents a
    JOIN workspace_members m ON m.workspace_id = a.workspace_id AND m.user_id = $2
    WHERE a.id = $1 AND (a.status <> 'deleted' OR a.data_kept_at IS NOT NULL)`,
  deploymentId: `SELECT m.workspace_id, m.role FROM deployments d
    JOIN workspace_members m ON m.workspace_id = d.workspace_id AND m.user_id = $2 WHERE d.id = $1`,
} as const;

/** The same for calls that may repeat an earlier one, e.g. the deletion of the agent: they find no less than it did. */
const REPEATED_QUERIES = {
  ...QUERIES,
  agentId: `SELECT m.workspace_id, m.role FROM agents a
    JOIN workspace_members m ON m.workspace_id = a.workspace_id AND m.user_id = $2 WHERE a.id = $1`,
} as const;

const PARAMETERS = Object.keys(QUERIES) as (keyof typeof QUERIES)[];

/** Finds out in which workspace a request acts, and as what. */
@Injectable()
export class WorkspaceAccess {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Follows the path to its workspace.
   * @param mayRepeat also follows it through an agent that is deleted
   * @throws DomainError `not_found` when it leads nowhere, to a workspace the user is no member of, or to another
   * workspace than the one an API key acts in
   */
  async resolve(
    parameters: Record<string, unknown>,
    { userId, credential }: Pick<Principal, 'userId' | 'credential'>,
    mayRepeat: boolean,
  ): Promise<{ workspaceId: string; role: WorkspaceRole }> {
    const parameter = PARAMETERS.find((name) => name in parameters);
    if (!parameter) throw new Error('a workspace permission needs a path that leads to a workspace');
    const id = parameters[parameter];
    const sql = (mayRepeat ? REPEATED_QUERIES : QUERIES)[parameter];
    const rows = isUuid(id)
      ? await this.dataSource.query<{ workspace_id: string; role: WorkspaceRole }[]>(sql, [id, userId])
      : [];
    const [row] = rows;
    const elsewhere = credential.kind === 'api-key' && row?.workspace_id !== credential.workspaceId;
    if (!row || elsewhere)
      throw new DomainError('not_found', 'There is no such thing, or it is not yours to see.');
    return { workspaceId: row.workspace_id, role: row.role };
  }
}
