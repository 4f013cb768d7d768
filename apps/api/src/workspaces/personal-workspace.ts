import type { User, Workspace } from '@nora/domain';
import type { EntityManager } from 'typeorm';
import { insertWorkspace } from './insert-workspace';

/** Makes the workspace that comes with an account, owned by it. */
export function createPersonalWorkspace(manager: EntityManager, { id, name }: User): Promise<Workspace> {
  return insertWorkspace(manager, { name: `${name}'s workspace`, personal: true }, id);
}
