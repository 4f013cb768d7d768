import { type Account, liveInstance, withInstanceDatabase } from '@nora/testing';
import { newPerson } from './people';

/** Somebody who may look into the workspace of an agent, and do nothing in it. */
export async function newViewerOf(agentId: string): Promise<Account> {
  const account = await newPerson('Vera Viewer');
  await withInstanceDatabase(liveInstance(), (client) =>
    client.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role)
       SELECT a.workspace_id, u.id, 'viewer' FROM agents a, users u WHERE a.id = $1 AND u.email = $2`,
      [agentId, account.email],
    ),
  );
  return account;
}
