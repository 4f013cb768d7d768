import { DomainError, SESSION_COOKIE } from '@nora/contracts';
import { looksLikeApiKey } from '@nora/crypto';
import type { Principal } from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ApiKeyCredentials } from '../api-keys/api-key-credentials';
import { SessionsService } from '../sessions/sessions.service';

/** Finds out who is calling. */
@Injectable()
export class Authentication {
  constructor(
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeyCredentials,
  ) {}

  /** Whether a request shows the cookie, which a browser sends unasked. */
  static byCookie(request: Request): boolean {
    return cookieOf(request) !== undefined;
  }

  /**
   * The account behind the cookie, the bearer session token or the API key of a request; null when it shows nothing
   * that is worth anything.
   * @throws DomainError `conflicting_auth`, `address_not_allowed`
   */
  async principalOf(request: Request): Promise<Principal | null> {
    const cookie = cookieOf(request);
    const { authorization } = request.headers;
    if (cookie !== undefined && authorization !== undefined) {
      throw new DomainError(
        'conflicting_auth',
        'Send either the session cookie or a bearer token, not both.',
      );
    }
    const token = typeof cookie === 'string' ? cookie : bearerOf(authorization);
    if (!token) return null;
    const from = { correlationId: currentCorrelationId() ?? null, address: request.ip ?? null };
    const known =
      cookie === undefined && looksLikeApiKey(token)
        ? await this.byApiKey(token, from.address)
        : await this.sessions.resolve(token);
    return known && { ...known, ...from };
  }

  private async byApiKey(
    key: string,
    address: string | null,
  ): Promise<Omit<Principal, 'correlationId' | 'address'> | null> {
    const live = await this.apiKeys.resolve(key, address);
    if (!live) return null;
    const { keyId: id, label, workspaceId, scopes, ...account } = live;
    const credential = { kind: 'api-key' as const, id, label, workspaceId, scopes };
    return { ...account, platformRole: 'user', credential };
  }
}

function cookieOf(request: Request): unknown {
  return (request.cookies as Record<string, unknown>)[SESSION_COOKIE];
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization && /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}
