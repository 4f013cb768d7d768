import { roleAllows, type WorkspaceRole } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

type WorkspaceIds = ReadonlySet<string>;

/** In which workspaces accounts may see agents. */
@Injectable()
export class Memberships {
  constructor(private readonly dataSource: DataSource) {}

  async of(userId: string): Promise<WorkspaceIds> {
    return (await this.ofAll([userId])).get(userId) ?? new Set();
  }

  async ofAll(userIds: string[]): Promise<Map<string, WorkspaceIds>> {
    const rows = await this.dataSource.query<
      { user_id: string; workspace_id: string; role: WorkspaceRole }[]
    >(`SELECT user_id, workspace_id, role FROM workspace_members WHERE user_id = ANY($1::uuid[])`, [userIds]);
    const found = new Map<string, Set<string>>(userIds.map((id) => [id, new Set()]));
    for (const { user_id, workspace_id, role } of rows) {
      if (roleAllows(role, 'agents:read')) found.get(user_id)?.add(workspace_id);
    }
    return found;
  }
}
