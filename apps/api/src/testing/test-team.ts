import type { WorkspaceRole } from '@nora/contracts';
import { AuditEntry, WorkspaceMember } from '@nora/domain';
import type { Member, TestApi } from './test-api';

/** Makes teams around workspaces, and looks at them past the API. */
export class TestTeam {
  constructor(private readonly api: TestApi) {}

  /** A new account that is a member of somebody's workspace; `workspaceId` is that one. */
  async join({ workspaceId }: Member, role: WorkspaceRole, name?: string): Promise<Member> {
    const member = await this.api.member(name ?? role);
    const { userId } = member;
    await this.api.dataSource.manager.insert(WorkspaceMember, { workspaceId, userId, role });
    return { ...member, workspaceId };
  }

  /** Account → role. */
  async roles({ workspaceId }: Member): Promise<Record<string, WorkspaceRole>> {
    const members = await this.api.dataSource.manager.findBy(WorkspaceMember, { workspaceId });
    return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
  }

  async owners(of: Member): Promise<string[]> {
    return Object.entries(await this.roles(of)).flatMap(([userId, role]) =>
      role === 'owner' ? [userId] : [],
    );
  }

  /** What the audit log holds of an act in a workspace, oldest first. */
  audit({ workspaceId }: Member, action: string): Promise<AuditEntry[]> {
    return this.api.dataSource.manager.find(AuditEntry, {
      where: { workspaceId, action },
      order: { id: 'ASC' },
    });
  }

  /** Resolves once a transaction waits for another. */
  async untilSomebodyWaits(): Promise<void> {
    for (;;) {
      const rows = await this.api.dataSource.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
