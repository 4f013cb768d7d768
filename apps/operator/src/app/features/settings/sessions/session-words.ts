import type { Bootstrap } from '@nora/data-access';
import type { IconName } from '@nora/ui';

import type { AccountSession } from './sessions.store';

/** How a session was begun, in words. */
export function methodWord(method: AccountSession['method'], offers: Bootstrap | null): string {
  if (method === 'password') return 'password';
  const offered = offers?.oauth.find(({ id }) => id === method);
  return offered?.name ?? { github: 'GitHub', google: 'Google', oidc: 'identity provider' }[method];
}

/** What a device looks like, from the words for it. */
export function deviceIcon(device: string): IconName {
  if (/ on (Android|iOS)$/.test(device)) return 'mobile';
  return device.includes(' on ') ? 'computer' : 'terminal';
}
