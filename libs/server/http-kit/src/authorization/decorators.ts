import { scopeFor, type Permission } from '@nora/contracts';
import { SetMetadata, applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../openapi/api-problems';
import type { Principal, WorkspaceActor } from './principal';

/** Who may call a handler. */
export type Access = { kind: 'public' } | { kind: 'permission'; permission: Permission };

export const ACCESS_METADATA = 'nora:access';

/** OpenAPI extension that names the permission of an operation; the scope of API keys follows from it. */
export const PERMISSION_EXTENSION = 'x-nora-permission';

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
    ...(scopeFor(permission) ? [ApiBearerAuth('apiKey')] : []),
    ApiExtension(PERMISSION_EXTENSION, permission),
    ApiProblems('conflicting_auth', 'unauthenticated', 'csrf_failed', 'forbidden', 'not_found'),
    ApiProblems(scopeFor(permission) ? 'missing_scope' : 'session_required', 'address_not_allowed'),
    ApiProblems('too_many_requests'),
  );
}

const EMBED_METADATA = 'nora:by-embed';

/**
 * Lets pages of a runtime call the handler, who show no session but the key in their address. The permission that
 * {@link Authorize} names is asked for all the same.
 */
export function ByEmbed(): MethodDecorator {
  return SetMetadata(EMBED_METADATA, true);
}

/** Whether a handler is for pages of a runtime alone. */
export function isByEmbed(handler: object): boolean {
  return Reflect.getMetadata(EMBED_METADATA, handler) === true;
}

const PASSAGE_METADATA = 'nora:passage';

/**
 * Marks a handler that passes on what it is asked: one page asks it a hundred things at once. While something is only
 * read, one look at who is calling is good for half a second.
 */
export function Passage(): MethodDecorator {
  return SetMetadata(PASSAGE_METADATA, true);
}

/** Whether a handler passes on what it is asked. */
export function isPassage(handler: object): boolean {
  return Reflect.getMetadata(PASSAGE_METADATA, handler) === true;
}

const CARRIER_METADATA = 'nora:carrier';

/** Marks a handler that changes nothing by itself, whatever its method: each change is a call of its own. */
export function CarriesCalls(): MethodDecorator {
  return SetMetadata(CARRIER_METADATA, true);
}

/** Whether a handler only carries calls that are judged and counted by themselves. */
export function isCarrier(handler: object): boolean {
  return Reflect.getMetadata(CARRIER_METADATA, handler) === true;
}

/** The principal of the request; a {@link WorkspaceActor} where the path leads to a workspace. */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | WorkspaceActor => {
    const { actor } = context.switchToHttp().getRequest<Request>();
    if (!actor) throw new Error('a public handler has no actor');
    return actor;
  },
);
