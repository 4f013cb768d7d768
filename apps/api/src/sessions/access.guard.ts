import { HttpSettings } from '@nora/config';
import {
  DomainError,
  IDEMPOTENCY_HEADER,
  SESSION_COOKIE,
  WORKSPACE_PERMISSIONS,
  roleAllows,
} from '@nora/contracts';
import {
  ACCESS_METADATA,
  isSafeMethod,
  refuseCrossOrigin,
  requireSameOrigin,
  type Access,
  type Permission,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { SessionsService } from './sessions.service';
import { WorkspaceAccess } from './workspace-access';

/** Refuses every request that nothing allows: a handler that does not say who may call it is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly workspaces: WorkspaceAccess,
    private readonly http: HttpSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS_METADATA, context.getHandler());
    const request = context.switchToHttp().getRequest<Request>();
    if (!access) throw new DomainError('forbidden', 'Nothing says who may do this, so nobody may.');
    if (access.kind === 'public') {
      refuseCrossOrigin(request, this.http.publicUrl);
      return true;
    }
    const principal = await this.authenticate(request);
    request.actor = await this.authorize(principal, access.permission, request);
    return true;
  }

  private async authenticate(request: Request): Promise<Principal> {
    const cookie: unknown = request.cookies[SESSION_COOKIE];
    const { authorization } = request.headers;
    if (cookie !== undefined && authorization !== undefined) {
      throw new DomainError(
        'conflicting_auth',
        'Send either the session cookie or a bearer token, not both.',
      );
    }
    const bearer = authorization && /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const token = typeof cookie === 'string' ? cookie : bearer;
    const session = token ? await this.sessions.resolve(token) : null;
    if (!session) throw new DomainError('unauthenticated', 'Sign in first: there is no live session.');
    if (cookie !== undefined) requireSameOrigin(request, this.http.publicUrl);
    return { ...session, correlationId: currentCorrelationId() ?? null, address: request.ip ?? null };
  }

  private async authorize(
    principal: Principal,
    permission: Permission,
    request: Request,
  ): Promise<Principal | WorkspaceActor> {
    if (permission === 'signed-in') return principal;
    if (!(permission in WORKSPACE_PERMISSIONS)) {
      if (principal.platformRole === 'admin') return principal;
      throw new DomainError('forbidden', 'Only a platform admin may do this.');
    }
    const mayRepeat = !isSafeMethod(request.method) && request.headers[IDEMPOTENCY_HEADER] !== undefined;
    const { params } = request;
    const { workspaceId, role } = await this.workspaces.resolve(params, principal.userId, mayRepeat);
    const needed = permission as keyof typeof WORKSPACE_PERMISSIONS;
    if (!roleAllows(role, needed)) {
      const least = WORKSPACE_PERMISSIONS[needed];
      throw new DomainError('forbidden', `You are ${role} of this workspace; this needs ${least} or more.`);
    }
    return { ...principal, workspaceId, role };
  }
}
