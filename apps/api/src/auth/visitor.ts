import type { AuditActor, User } from '@nora/domain';
import type { Request } from 'express';
import { anonymousActor } from '../core/audit-actor';

/** The caller before there is a session. */
export interface Visitor {
  actor: AuditActor;
  userAgent: string | null;
}

/** Who sends a request to a public handler. */
export function visitorOf(request: Request): Visitor {
  return { actor: anonymousActor(request), userAgent: request.headers['user-agent'] ?? null };
}

/** The visitor once it is known which account they are. */
export function actorOf({ actor }: Visitor, { id, email }: Pick<User, 'id' | 'email'>): AuditActor {
  return { ...actor, type: 'user', id, label: email };
}
