import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router } from '@angular/router';

import { BrowserNavigation } from './browser-navigation';
import { SessionStore } from './session.store';

/** Route that shows why the server could not be asked. Both consoles have it. */
export const UNREACHABLE_PATH = 'unreachable';
/** Route that says the account may not see this application. */
export const FORBIDDEN_PATH = 'forbidden';

/** Lets signed-in accounts pass and sends everyone else to log in. */
export const signedInGuard: CanActivateFn = async () => {
  const session = inject(SessionStore);
  const navigation = inject(BrowserNavigation);
  const router = inject(Router);
  if (await session.load()) return true;
  if (session.problem()) return stayAt(router, UNREACHABLE_PATH);
  navigation.toLogin();
  return false;
};

/** Lets platform admins pass; others see a page that says so. */
export const platformAdminGuard: CanActivateFn = async () => {
  const session = inject(SessionStore);
  const router = inject(Router);
  await session.load();
  return session.isPlatformAdmin() || stayAt(router, FORBIDDEN_PATH);
};

function stayAt(router: Router, path: string): RedirectCommand {
  return new RedirectCommand(router.parseUrl(`/${path}`), { skipLocationChange: true });
}
