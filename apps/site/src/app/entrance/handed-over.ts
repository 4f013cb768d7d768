import type { Router } from '@angular/router';

/** What one page of the site hands to the next. It is not in the address. */
export interface HandedOver {
  /** The address to log in with. */
  email?: string;
}

/** What was handed to the page that is being opened. */
export function stateFor(router: Router): HandedOver {
  return router.currentNavigation()?.extras.state ?? {};
}
