import { randomBytes } from 'node:crypto';
import { Workspace, WorkspaceMember, slugOf, type User } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/** Makes the workspace that comes with an account, owned by it. */
export async function createPersonalWorkspace(manager: EntityManager, user: User): Promise<Workspace> {
  const name = `${user.name}'s workspace`;
  const slug = slugOf(name);
  const taken = await manager.existsBy(Workspace, { slug });
  const workspace = manager.create(Workspace, {
    name,
    slug: taken ? `${slug}-${randomBytes(4).toString('hex')}` : slug,
    personal: true,
    createdById: user.id,
  });
  await manager.insert(Workspace, workspace);
  await manager.insert(WorkspaceMember, { workspaceId: workspace.id, userId: user.id, role: 'owner' });
  return workspace;
}
