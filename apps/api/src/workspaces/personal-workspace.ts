import { createWorkspace, type User, type Workspace } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/** Makes the workspace that comes with an account, owned by it. */
export function createPersonalWorkspace(manager: EntityManager, { id, name }: User): Promise<Workspace> {
  return createWorkspace(manager, { name: `${name}'s workspace`, personal: true, ownerId: id });
}
