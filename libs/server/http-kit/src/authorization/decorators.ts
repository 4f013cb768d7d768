import type { PlatformPermission, WorkspacePermission } from '@nora/contracts';
import { SetMetadata, applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../openapi/api-problems';
import type { Principal, WorkspaceActor } from './principal';

/** `signed-in` asks for an account and for nothing else; everything else is a row of the permission tables. */
export type Permission = WorkspacePermission | PlatformPermission | 'signed-in';

/** Who may call a handler. */
export type Access = { kind: 'public' } | { kind: 'permission'; permission: Permission };

export const ACCESS_METADATA = 'nora:access';

/** Lets everyone call the handler. */
export function Public(): MethodDecorator {
  const access: Access = { kind: 'public' };
  return applyDecorators(SetMetadata(ACCESS_METADATA, access), ApiProblems('malformed_request'));
}

/** Lets those call the handler who hold the permission; also writes the security of the OpenAPI operation. */
export function Authorize(permission: Permission): MethodDecorator {
  const access: Access = { kind: 'permission', permission };
  return applyDecorators(
    SetMetadata(ACCESS_METADATA, access),
    ApiCookieAuth('session'),
    ApiBearerAuth('bearer'),
    ApiProblems('conflicting_auth', 'unauthenticated', 'csrf_failed', 'forbidden', 'not_found'),
  );
}

/** The principal of the request; a {@link WorkspaceActor} where the path leads to a workspace. */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | WorkspaceActor => {
    const { actor } = context.switchToHttp().getRequest<Request>();
    if (!actor) throw new Error('a public handler has no actor');
    return actor;
  },
);
