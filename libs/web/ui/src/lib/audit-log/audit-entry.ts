import type { AuditActorType } from '@nora/contracts';

import type { IconName } from '../icons/icon-paths';
import type { StatusLook } from '../status-badge/status-looks';

/** What the log needs to know of an entry. Times are ISO 8601. */
export interface AuditEntryView {
  id: string;
  /** Place in the chain; null for about a second, until it has one. */
  sequence: string | null;
  createdAt: string;
  /** Null for acts on the installation. */
  workspaceId: string | null;
  actorType: AuditActorType;
  actorId: string | null;
  /** What the actor was called then. */
  actorLabel: string | null;
  /** The account for which an API key or a worker acted. */
  onBehalfOfId: string | null;
  action: string;
  resourceType: string;
  resourceId: string | null;
  outcome: 'allowed' | 'refused';
  correlationId: string | null;
  address: string | null;
  details: object;
  before: object | null;
  after: object | null;
  hash: string | null;
  previousHash: string | null;
}

/** Icon and word of who acts. */
export const AUDIT_ACTOR_LOOKS: Readonly<Record<AuditActorType, { icon: IconName; word: string }>> = {
  user: { icon: 'account_circle', word: 'Account' },
  'api-key': { icon: 'key', word: 'API key' },
  worker: { icon: 'smart_toy', word: 'Nora itself' },
  anonymous: { icon: 'help', word: 'Nobody signed in' },
};

/** How acts ended. */
export const AUDIT_OUTCOME_LOOKS: Readonly<Record<AuditEntryView['outcome'], StatusLook>> = {
  allowed: { icon: 'check_circle', word: 'Allowed', tone: 'running' },
  refused: { icon: 'block', word: 'Refused', tone: 'failed' },
};
