// Accounts that share one workspace, signed in.
import { inParallel } from '../support/parallel.mjs';

const AT_ONCE = 4;

/** Opens accounts and makes them members of a workspace. @returns the tokens of their sessions */
export function addMembers(origin, postgres, workspaceId, count) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  return inParallel(numbers, AT_ONCE, async (number) => {
    const email = `subscriber-${number}@example.com`;
    const response = await fetch(`${origin}/api/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, name: `Subscriber ${number}`, password: 'nine quiet herons land' }),
    });
    if (!response.ok) throw new Error(`an account could not be opened: ${await response.text()}`);
    await postgres.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role)
       SELECT $1, id, 'viewer' FROM users WHERE email = $2`,
      [workspaceId, email],
    );
    return /=([^;]+)/.exec(response.headers.getSetCookie()[0])?.[1];
  });
}
