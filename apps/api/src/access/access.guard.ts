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
  isByEmbed,
  isSafeMethod,
  refuseCrossOrigin,
  requireSameOrigin,
  type Access,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Authentication } from './authentication';
import { EmbedGrants } from './embed-grants';
import { RateLimits } from './rate-limits';
import { WorkspaceAccess } from './workspace-access';

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
    const principal = await (byEmbed ? this.embeds : this.authentication).principalOf(request);
    if (!principal) {
      await this.limits.countStranger(request, response);
      throw new DomainError('unauthenticated', 'Sign in first: there is no live session.');
    }
    if (!byEmbed && Authentication.byCookie(request)) requireSameOrigin(request, this.http.publicUrl);
    // One page of a runtime asks for a hundred files: these are limited by how many may be under way.
    if (!byEmbed || !isSafeMethod(request.method)) {
      await this.limits.countPrincipal(principal, request, response);
    }
    request.actor = await this.authorize(principal, access.permission, request);
    return true;
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
