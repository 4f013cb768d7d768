import { randomBytes } from 'node:crypto';
import { Workspace, WorkspaceMember, slugOf } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/**
 * Makes a workspace that an account owns, in the caller's transaction. Where another has its slug, or is about to, the
 * slug gets an ending.
 */
export async function insertWorkspace(
  manager: EntityManager,
  fields: Pick<Workspace, 'name' | 'personal'>,
  ownerId: string,
): Promise<Workspace> {
  const slug = slugOf(fields.name);
  const workspace = manager.create(Workspace, { ...fields, slug, createdById: ownerId });
  // A violation would end the transaction, so it is not let come to one.
  const insertion = manager.createQueryBuilder().insert().into(Workspace).values(workspace).orIgnore();
  const inserted = (await insertion.execute()).raw as unknown[];
  if (inserted.length === 0) {
    workspace.slug = `${slug}-${randomBytes(4).toString('hex')}`;
    await manager.insert(Workspace, workspace);
  }
  await manager.insert(WorkspaceMember, { workspaceId: workspace.id, userId: ownerId, role: 'owner' });
  return workspace;
}
