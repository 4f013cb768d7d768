import type { AuditActor } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import type { Request } from 'express';

/** A signed-in account, as the audit log names it. */
export function auditActorOf({ userId, correlationId, address }: Principal): AuditActor {
  return { type: 'user', id: userId, correlationId, address };
}

/** Somebody who has not signed in. */
export function anonymousActor(request: Request): AuditActor {
  return {
    type: 'anonymous',
    id: null,
    correlationId: currentCorrelationId() ?? null,
    address: request.ip ?? null,
  };
}
