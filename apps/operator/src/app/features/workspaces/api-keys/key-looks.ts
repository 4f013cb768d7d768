import type { StatusLook } from '@nora/ui';

import type { ApiKey } from './api-keys.store';

export const KEY_LOOKS: Readonly<Record<ApiKey['state'], StatusLook>> = {
  active: { icon: 'check_circle', word: 'Active', tone: 'running' },
  expired: { icon: 'schedule', word: 'Expired', tone: 'warning' },
  revoked: { icon: 'block', word: 'Revoked', tone: 'stopped' },
};
