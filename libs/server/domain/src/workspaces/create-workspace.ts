import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { slugOf } from '../deployments/agent-names';
import { Workspace, WorkspaceMember } from '../entities';

/** A workspace to be made, and who owns it. */
export interface NewWorkspace {
  name: string;
  personal: boolean;
  ownerId: string;
}

/** Writes a workspace and its first owner. When its slug is taken, also by somebody at this very moment, it gets another. */
export async function createWorkspace(
  manager: EntityManager,
  { name, personal, ownerId }: NewWorkspace,
): Promise<Workspace> {
  const workspace = manager.create(Workspace, { name, personal, createdById: ownerId });
  const slug = slugOf(name, 'workspace');
  for (workspace.slug = slug; !(await insert(manager, workspace));) {
    workspace.slug = `${slug}-${randomBytes(4).toString('hex')}`;
  }
  await manager.insert(WorkspaceMember, { workspaceId: workspace.id, userId: ownerId, role: 'owner' });
  return workspace;
}

/** A violated index would end the transaction, so the statement itself steps back. */
async function insert(
  manager: EntityManager,
  { id, name, slug, personal, createdById }: Workspace,
): Promise<boolean> {
  const rows = await manager.query<{ id: string }[]>(
    `INSERT INTO workspaces (id, name, slug, personal, created_by_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (slug) WHERE deleted_at IS NULL DO NOTHING RETURNING id`,
    [id, name, slug, personal, createdById],
  );
  return rows.length > 0;
}
