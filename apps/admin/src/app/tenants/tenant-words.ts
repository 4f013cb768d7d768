import type { StatusLook } from '@nora/ui';

import type { Tenant } from './tenants.store';

const IN_USE: StatusLook = { icon: 'check_circle', word: 'In use', tone: 'running' };
const ENDING: StatusLook = { icon: 'delete', word: 'Being deleted', tone: 'deleting', busy: true };
const DELETED: StatusLook = { icon: 'delete', word: 'Deleted', tone: 'stopped' };

/** Whether a workspace stays. */
export function tenantLook({
  deletedAt,
  deletionRequestedAt,
}: Pick<Tenant, 'deletedAt' | 'deletionRequestedAt'>): StatusLook {
  if (deletedAt !== null) return DELETED;
  return deletionRequestedAt === null ? IN_USE : ENDING;
}
