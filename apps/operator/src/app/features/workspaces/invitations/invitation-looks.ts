import type { StatusLook } from '@nora/ui';

import type { Invitation } from './invitations.store';

export const INVITATION_LOOKS: Readonly<Record<Invitation['state'], StatusLook>> = {
  pending: { icon: 'schedule', word: 'Pending', tone: 'queued' },
  accepted: { icon: 'check_circle', word: 'Accepted', tone: 'running' },
  revoked: { icon: 'block', word: 'Withdrawn', tone: 'stopped' },
  expired: { icon: 'warning', word: 'Expired', tone: 'warning' },
};
