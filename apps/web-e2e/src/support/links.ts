import { randomBytes } from 'node:crypto';
import { hashToken } from '@nora/crypto';
import { liveInstance, secretsOf, withInstanceDatabase } from '@nora/testing';
import type { Page } from 'playwright-core';
import { v7 as uuid } from 'uuid';
import { get, post } from './api';

/** A link that an administrator hands on, so that somebody gets a new password. */
export async function resetLinkFor(administrator: Page, email: string): Promise<string> {
  const users = `/api/admin/users?q=${encodeURIComponent(email)}`;
  const { items } = await get<{ items: { id: string }[] }>(administrator, users);
  const [user] = items;
  if (!user) throw new Error(`there is no account of ${email}`);
  const { url } = await post<{ url: string }>(administrator, `/api/admin/users/${user.id}/reset-link`);
  return url;
}

/** The link that proves an address; the instance of the tests has nobody to mail it through. */
export async function verificationLinkFor(email: string): Promise<string> {
  const instance = liveInstance();
  const token = `nora_otl_${randomBytes(32).toString('base64url')}`;
  const hash = hashToken(token, secretsOf(instance).apiKeyHashSecret, 'one-time:email-verification');
  await withInstanceDatabase(instance, (client) =>
    client.query(
      `INSERT INTO one_time_tokens (id, user_id, kind, token_hash, facts, expires_at)
       SELECT $1, id, 'email-verification', $2, $3, now() + interval '1 hour' FROM users WHERE email = $4`,
      [uuid(), hash, { email }, email],
    ),
  );
  return `${instance.url}/verify-email#token=${token}`;
}

export interface Invited {
  id: string;
  url: string;
}

/** Invites an address into a workspace that the signed-in account administers. */
export async function inviteTo(page: Page, workspaceId: string, email: string): Promise<Invited> {
  const path = `/api/workspaces/${workspaceId}/invitations`;
  const created = await post<{ invitation: { id: string }; url: string }>(page, path, {
    email,
    role: 'editor',
  });
  return { id: created.invitation.id, url: created.url };
}
