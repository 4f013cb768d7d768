import { createHash } from 'node:crypto';
import { HttpSettings } from '@nora/config';
import {
  DomainError,
  IDEMPOTENCY_HEADER,
  WORKSPACE_PERMISSIONS,
  isPlatformPermission,
  isWorkspacePermission,
  roleAllows,
  scopeFor,
  type Permission,
  type WorkspacePermission,
} from '@nora/contracts';
import {
  ACCESS_METADATA,
  Upgrade,
  isByEmbed,
  isCarrier,
  isPassage,
  isSafeMethod,
  refuseCrossOrigin,
  requireSameOrigin,
  type Access,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { BriefMemory } from '../core/brief-memory';
import { Authentication } from './authentication';
import { EmbedGrants } from './embed-grants';
import { RateLimits } from './rate-limits';
import { WorkspaceAccess } from './workspace-access';

/** Milliseconds for which one look is good where things are passed on; nobody keeps a right for a second longer. */
const LOOK_MS = 500;

/** Refuses every request that nothing allows: a handler that does not say who may call it is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
    private readonly embeds: EmbedGrants,
    private readonly workspaces: WorkspaceAccess,
    private readonly limits: RateLimits,
    private readonly http: HttpSettings,
  ) {}

  private readonly principals = new BriefMemory<Principal | null>(LOOK_MS);
  private readonly actors = new BriefMemory<Principal | WorkspaceActor>(LOOK_MS);

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS_METADATA, context.getHandler());
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    if (!access) throw new DomainError('forbidden', 'Nothing says who may do this, so nobody may.');
    if (access.kind === 'public') {
      await this.limits.countStranger(request, response);
      refuseCrossOrigin(request, this.http.publicUrl);
      return true;
    }
    const byEmbed = isByEmbed(context.getHandler());
    const known = isReading(context.getHandler(), request) ? this.keyOf(request, byEmbed) : null;
    const identify = () => (byEmbed ? this.embeds : this.authentication).principalOf(request);
    const principal = await (known === null ? identify() : this.principals.get(known, identify));
    if (!principal) {
      await this.limits.countStranger(request, response);
      throw new DomainError('unauthenticated', 'Sign in first: there is no live session.');
    }
    if (!byEmbed && Authentication.byCookie(request)) requireSameOrigin(request, this.http.publicUrl);
    // One page of a runtime asks for a hundred files: these are limited by how many may be under way.
    const isSafe = isSafeMethod(request.method);
    if (!byEmbed || !isSafe) {
      const isChange = !isSafe && !isCarrier(context.getHandler());
      await this.limits.countPrincipal(principal, { isChange }, response);
    }
    const authorize = () => this.authorize(principal, access.permission, request);
    const actor = await (known === null ? authorize() : this.actors.get(known, authorize));
    request.actor = known === null ? actor : { ...actor, correlationId: currentCorrelationId() ?? null };
    return true;
  }

  /** Everything that decides who may pass. */
  private keyOf({ headers, params, ip }: Request, byEmbed: boolean): string {
    const { authorization, cookie, accept, 'sec-fetch-dest': destination } = headers;
    const asked = [byEmbed, params['agentId'], params['embedKey'], ip, destination, accept];
    return createHash('sha256')
      .update(JSON.stringify([authorization, cookie, ...asked]))
      .digest('base64');
  }

  private async authorize(
    principal: Principal,
    permission: Permission,
    request: Request,
  ): Promise<Principal | WorkspaceActor> {
    if (isWorkspacePermission(permission)) return this.inWorkspace(principal, permission, request);
    requireScope(principal, permission);
    if (isPlatformPermission(permission) && principal.platformRole !== 'admin') {
      throw new DomainError('forbidden', 'Only a platform admin may do this.');
    }
    return principal;
  }

  /** What is not there for the caller is not found, whatever the caller's scopes: existence does not leak. */
  private async inWorkspace(
    principal: Principal,
    permission: WorkspacePermission,
    request: Request,
  ): Promise<WorkspaceActor> {
    const mayRepeat = !isSafeMethod(request.method) && request.headers[IDEMPOTENCY_HEADER] !== undefined;
    const actor = { ...principal, ...(await this.workspaces.resolve(request.params, principal, mayRepeat)) };
    requireScope(principal, permission);
    if (roleAllows(actor.role, permission)) return actor;
    const { role: least } = WORKSPACE_PERMISSIONS[permission];
    throw new DomainError(
      'forbidden',
      `You are ${actor.role} of this workspace; this needs ${least} or more.`,
    );
  }
}

/** Whether something is only read, through a handler that passes it on. */
function isReading(handler: object, request: Request): boolean {
  return isPassage(handler) && isSafeMethod(request.method) && Upgrade.of(request) === null;
}

/** @throws DomainError `session_required`, `missing_scope` */
function requireScope({ credential }: Principal, permission: Permission): void {
  if (credential.kind === 'session') return;
  const scope = scopeFor(permission);
  if (scope === null) {
    throw new DomainError('session_required', 'API keys cannot do this. Sign in, and do it as yourself.');
  }
  if (!credential.scopes.includes(scope)) {
    throw new DomainError('missing_scope', `This API key lacks the scope “${scope}”.`);
  }
}
