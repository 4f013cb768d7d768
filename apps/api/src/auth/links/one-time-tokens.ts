import { SecretSettings } from '@nora/config';
import { DomainError, type OneTimeTokenKind } from '@nora/contracts';
import { hashToken, randomToken } from '@nora/crypto';
import { OneTimeToken, User } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** A token as its holder gets it, once. */
export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

/** What a token is to do. */
export interface TokenPurpose {
  kind: OneTimeTokenKind;
  /** Seconds it is worth something. */
  lifetime: number;
  /** What must be known when it is used; no secrets. */
  facts?: object;
}

/** Tokens that do one thing for one account, once. Only their hashes are kept. */
@Injectable()
export class OneTimeTokens {
  private readonly key: string;

  constructor(
    private readonly dataSource: DataSource,
    { apiKeyHashSecret, jwtSecret }: SecretSettings,
  ) {
    this.key = apiKeyHashSecret ?? jwtSecret;
  }

  /** Makes a token beside those there are. */
  async issue(
    manager: EntityManager,
    userId: string,
    { kind, lifetime, facts = {} }: TokenPurpose,
  ): Promise<IssuedToken> {
    const token = randomToken('nora_otl_');
    const row = manager.create(OneTimeToken, { userId, kind, facts, tokenHash: this.hashOf(kind, token) });
    const expiresAt = new Date(Date.now() + lifetime * 1_000);
    await manager.insert(OneTimeToken, { ...row, expiresAt, usedAt: null });
    return { token, expiresAt };
  }

  /** Makes a token instead of those of its kind that the account has: only the latest is worth something. */
  async replace(manager: EntityManager, userId: string, purpose: TokenPurpose): Promise<IssuedToken> {
    // Two at once would both leave the other's alone, which neither sees yet.
    await manager.query(`SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, [userId]);
    await this.end(manager, userId, [purpose.kind]);
    return this.issue(manager, userId, purpose);
  }

  /** Makes tokens of these kinds worthless. */
  async end(manager: EntityManager, userId: string, kinds: OneTimeTokenKind[]): Promise<void> {
    await manager.query(
      `UPDATE one_time_tokens SET expires_at = now(), updated_at = now()
       WHERE user_id = $1 AND kind = ANY($2) AND used_at IS NULL AND expires_at > now()`,
      [userId, kinds],
    );
  }

  /**
   * The account of a token that could be used now.
   * @throws DomainError `not_found`, `link_used`, `link_expired`
   */
  async check(kind: OneTimeTokenKind, token: string): Promise<User> {
    const row = await this.dataSource.manager.findOne(OneTimeToken, {
      where: { kind, tokenHash: this.hashOf(kind, token) },
      relations: { user: true },
    });
    if (!row) throw new DomainError('not_found', 'This link is not valid. Was it copied as a whole?');
    if (row.usedAt) throw new DomainError('link_used', 'This link was used before. It works once.');
    if (row.expiresAt <= new Date() || row.user.disabledAt) {
      throw new DomainError('link_expired', 'This link is not valid any more. Ask for a new one.');
    }
    return row.user;
  }

  /**
   * Uses a token up. Of two at once one succeeds.
   * @throws DomainError `not_found`, `link_used`, `link_expired`
   */
  async use(manager: EntityManager, kind: OneTimeTokenKind, token: string): Promise<OneTimeToken> {
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `UPDATE one_time_tokens t SET used_at = now(), updated_at = now() FROM users u
       WHERE t.kind = $1 AND t.token_hash = $2 AND t.used_at IS NULL AND t.expires_at > now()
         AND u.id = t.user_id AND u.disabled_at IS NULL RETURNING t.id`,
      [kind, this.hashOf(kind, token)],
    );
    const id = rows[0]?.id;
    if (id !== undefined) {
      return manager.findOneOrFail(OneTimeToken, { where: { id }, relations: { user: true } });
    }
    await this.check(kind, token);
    throw new DomainError('link_expired', 'This link is not valid any more. Ask for a new one.');
  }

  /** What is stored of a token. */
  hashOf(kind: OneTimeTokenKind, token: string): string {
    return hashToken(token, this.key, `one-time:${kind}`);
  }
}
