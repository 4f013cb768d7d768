import type { AuditActor } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { currentCorrelationId } from '@nora/observability';
import type { Request } from 'express';

/** Who acts, as the audit log names them. */
export function auditActorOf({ userId, email, credential, correlationId, address }: Principal): AuditActor {
  const from = { correlationId, address };
  return credential.kind === 'session'
    ? { type: 'user', id: userId, label: email, onBehalfOfId: null, ...from }
    : { type: 'api-key', id: credential.id, label: credential.label, onBehalfOfId: userId, ...from };
}

/** Somebody who has not signed in. */
export function anonymousActor(request: Request): AuditActor {
  return {
    type: 'anonymous',
    id: null,
    label: null,
    onBehalfOfId: null,
    correlationId: currentCorrelationId() ?? null,
    address: request.ip ?? null,
  };
}
