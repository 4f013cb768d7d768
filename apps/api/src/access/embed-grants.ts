import { SecretSettings } from '@nora/config';
import { EMBED_COOKIE } from '@nora/contracts';
import { equalInConstantTime, hashToken, randomToken } from '@nora/crypto';
import { GatewayEmbed } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isUuid } from '../core/uuid.pipe';
import { IS_LIVE } from '../sessions/sessions.service';

/** Minutes for which the pages of a gateway may be shown, unless Nora's page asks again. */
export const EMBED_MINUTES = 15;

/** What opens the pages of one agent's gateway. */
export interface EmbedGrant {
  /** For the browser's cookie, without which no page opens. */
  cookie: string;
  /** For the address of the page, from where all that the page asks for has it. */
  key: string;
  expiresAt: Date;
  /** False when it was there before and was given longer. */
  isNew: boolean;
}

interface Row {
  session_id: string;
  user_id: string;
  email: string;
  name: string;
}

const FIND = `SELECT s.id AS session_id, u.id AS user_id, u.email, u.name
  FROM gateway_embeds e JOIN sessions s ON s.id = e.session_id JOIN users u ON u.id = s.user_id
  WHERE e.key_hash = $1 AND e.agent_id = $2 AND e.expires_at > now() AND ${IS_LIVE}`;

/**
 * Lets a browser show the pages of one agent's gateway. They have an origin of their own, so that no cookie comes with
 * what they ask for: the key in their address stands for it. The key alone opens no page of a browser, so that an address
 * that was passed on shows nothing; and neither opens anything but this one gateway.
 */
@Injectable()
export class EmbedGrants {
  private readonly secret: string;

  constructor(
    private readonly dataSource: DataSource,
    { apiKeyHashSecret, jwtSecret }: SecretSettings,
  ) {
    this.secret = apiKeyHashSecret ?? jwtSecret;
  }

  /** Opens the pages for a session, or gives those longer that the cookie is for. */
  async open(
    manager: EntityManager,
    sessionId: string,
    agentId: string,
    known: string | null,
  ): Promise<EmbedGrant> {
    const expiresAt = new Date(Date.now() + EMBED_MINUTES * 60_000);
    if (known !== null) {
      const key = this.keyOf(known);
      const [, renewed] = await manager.query<[unknown[], number]>(
        `UPDATE gateway_embeds SET expires_at = $4, updated_at = now()
         WHERE key_hash = $1 AND agent_id = $2 AND session_id = $3 AND expires_at > now()`,
        [this.hashOf(key), agentId, sessionId, expiresAt],
      );
      if (renewed > 0) return { cookie: known, key, expiresAt, isNew: false };
    }
    await manager.query('DELETE FROM gateway_embeds WHERE expires_at < now()');
    const cookie = randomToken();
    const key = this.keyOf(cookie);
    await manager.insert(GatewayEmbed, {
      ...{ id: uuidv7(), keyHash: this.hashOf(key), sessionId, agentId, expiresAt },
    });
    return { cookie, key, expiresAt, isNew: true };
  }

  /** The account on whose behalf a page of a gateway asks; null when it may not, or not any more. */
  async principalOf(request: Request): Promise<Principal | null> {
    const { embedKey, agentId } = request.params;
    if (typeof embedKey !== 'string' || (opensPage(request) && !this.fits(request, embedKey))) return null;
    const row = await this.find(embedKey, agentId);
    return (
      row && {
        userId: row.user_id,
        credential: { kind: 'session', id: row.session_id },
        email: row.email,
        name: row.name,
        // What a runtime asks for has no part in running the installation.
        platformRole: 'user',
        correlationId: currentCorrelationId() ?? null,
        address: request.ip ?? null,
      }
    );
  }

  /** Whether a key still opens the gateway of an agent. */
  async isLive(embedKey: string, agentId: string): Promise<boolean> {
    return (await this.find(embedKey, agentId)) !== null;
  }

  private async find(embedKey: string, agentId: unknown): Promise<Row | null> {
    if (!isUuid(agentId)) return null;
    const [row] = await this.dataSource.query<Row[]>(FIND, [this.hashOf(embedKey), agentId]);
    return row ?? null;
  }

  private fits(request: Request, embedKey: string): boolean {
    const cookie = embedCookieOf(request);
    return cookie !== null && equalInConstantTime(this.keyOf(cookie), embedKey);
  }

  private keyOf(cookie: string): string {
    return hashToken(cookie, this.secret, 'embed-key');
  }

  private hashOf(key: string): string {
    return hashToken(key, this.secret, 'embed-key-hash');
  }
}

/** The cookie with which a browser opens the pages of a gateway; null when it has none. */
export function embedCookieOf(request: Request): string | null {
  const cookie = (request.cookies as Record<string, unknown>)[EMBED_COOKIE];
  return typeof cookie === 'string' ? cookie : null;
}

/**
 * Whether somebody opens the address itself. In a frame it is Nora's page that shows it, as its policy says; and one that
 * loads itself again there sends no cookie.
 */
function opensPage({ headers }: Request): boolean {
  const destination = headers['sec-fetch-dest'];
  if (destination !== undefined) return destination === 'document';
  // Browsers say nothing of it to a server without TLS.
  return /\btext\/html\b/i.test(headers.accept ?? '');
}
