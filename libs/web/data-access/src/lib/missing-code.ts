import { Location } from '@angular/common';
import { inject } from '@angular/core';
import { type NavigationError, Router } from '@angular/router';

import { BrowserNavigation } from './browser-navigation';
import { UNREACHABLE_PATH } from './guards';

/** As Chromium, Firefox and WebKit word it. */
const FAILED_IMPORT = /dynamically imported module|importing a module script failed/i;

/** Whether an error says that a part of the application's code did not come. */
export function isMissingCode(error: unknown): boolean {
  return error instanceof TypeError && FAILED_IMPORT.test(error.message);
}

/**
 * Handles a navigation to a page whose code did not come, for `withNavigationErrorHandler`. Mostly a newer release has
 * taken the place of the one that runs here, so the page is asked for as a whole. While the server does not answer, an
 * application that has a page about that shows it, and others leave it to the browser. One that has only just been
 * opened is not opened again: its release is the server's own.
 */
export async function openMissingPage(failed: NavigationError): Promise<void> {
  const navigation = inject(BrowserNavigation);
  const router = inject(Router);
  const location = inject(Location);
  if (!isMissingCode(failed.error)) return;
  const address = location.prepareExternalUrl(failed.url);
  const canTell = router.config.some(({ path }) => path === UNREACHABLE_PATH);
  if (router.navigated && (!canTell || (await navigation.answers(address)))) {
    navigation.assign(address);
    return;
  }
  if (!canTell) return;
  await router.navigateByUrl(`/${UNREACHABLE_PATH}`, { skipLocationChange: true });
  // The router's own `browserUrl` would bring this page back when it is loaded anew.
  if (location.path(true) !== failed.url) location.go(failed.url);
}
