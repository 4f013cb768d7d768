import { BlockList } from 'node:net';
import { SecretSettings } from '@nora/config';
import { DomainError, type ApiKeyScope } from '@nora/contracts';
import { API_KEY_PREFIX_LENGTH, equalInConstantTime, hashToken, isApiKey } from '@nora/crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseCidr } from './cidr';

const TOUCH_AFTER_MS = 60_000;

/** A key that is worth something, and the account it acts for. */
export interface LiveApiKey {
  keyId: string;
  label: string;
  workspaceId: string;
  scopes: ApiKeyScope[];
  userId: string;
  email: string;
  name: string;
}

interface Row {
  id: string;
  name: string;
  prefix: string;
  key_hash: string;
  workspace_id: string;
  scopes: ApiKeyScope[];
  allowed_cidrs: string[];
  last_used_at: Date | null;
  user_id: string;
  email: string;
  user_name: string;
}

/** A key (`k`) lives as long as its issuer (`u`) may sign in; without the issuer's membership there is none. */
const LIVE_KEYS = `FROM api_keys k
  JOIN users u ON u.id = k.issuer_id AND u.disabled_at IS NULL
  WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`;

/** Recognises API keys. */
@Injectable()
export class ApiKeyCredentials {
  private readonly hashSecret: string;

  constructor(
    private readonly dataSource: DataSource,
    { apiKeyHashSecret, jwtSecret }: SecretSettings,
  ) {
    this.hashSecret = apiKeyHashSecret ?? jwtSecret;
  }

  /** What is stored of a key. */
  hash(key: string): string {
    return hashToken(key, this.hashSecret, 'api-key');
  }

  /**
   * The key and its issuer; null when it is none, was revoked, has expired, or its issuer is gone. Junk costs no query.
   * @throws DomainError `address_not_allowed`
   */
  async resolve(key: string, address: string | null): Promise<LiveApiKey | null> {
    if (!isApiKey(key)) return null;
    const rows = await this.dataSource.query<Row[]>(
      `SELECT k.id, k.name, k.prefix, k.key_hash, k.workspace_id, k.scopes, k.allowed_cidrs, k.last_used_at,
         u.id AS user_id, u.email, u.name AS user_name ${LIVE_KEYS} AND k.prefix = $1`,
      [key.slice(0, API_KEY_PREFIX_LENGTH)],
    );
    const hash = this.hash(key);
    const row = rows.find(({ key_hash }) => equalInConstantTime(key_hash, hash));
    if (!row) return null;
    if (!isAllowed(address, row.allowed_cidrs)) {
      throw new DomainError('address_not_allowed', 'This API key may not be used from your address.');
    }
    if (!row.last_used_at || Date.now() - row.last_used_at.getTime() > TOUCH_AFTER_MS) {
      await this.touch(row.id, address);
    }
    const { id: keyId, name, prefix, workspace_id: workspaceId, scopes, user_id: userId, email } = row;
    return { keyId, label: `${name} (${prefix}…)`, workspaceId, scopes, userId, email, name: row.user_name };
  }

  /** Those of the given keys that are still worth something. */
  async live(keyIds: string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT k.id ${LIVE_KEYS} AND k.id = ANY($1::uuid[])`,
      [keyIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The condition keeps parallel requests from writing it more than once a minute. */
  private async touch(keyId: string, address: string | null): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_keys SET last_used_at = now(), last_used_address = $2
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [keyId, address],
    );
  }
}

function isAllowed(address: string | null, cidrs: string[]): boolean {
  if (cidrs.length === 0) return true;
  if (address === null) return false;
  const allowed = new BlockList();
  for (const cidr of cidrs) {
    const block = parseCidr(cidr);
    if (block) allowed.addSubnet(block.address, block.prefix, block.family);
  }
  // An IPv4 client of a listener for both families appears as ::ffff:a.b.c.d.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return allowed.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}
