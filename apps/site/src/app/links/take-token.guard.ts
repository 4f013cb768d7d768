import { Location } from '@angular/common';
import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router } from '@angular/router';

import { type LinkPage, LinkTokens } from './link-tokens';

/** Takes the one-time token out of the address, before it gets into the history or anything is loaded. */
export function takeToken(page: LinkPage): CanActivateFn {
  return ({ fragment }) => {
    const tokens = inject(LinkTokens);
    const router = inject(Router);
    const location = inject(Location);
    const token = new URLSearchParams(fragment ?? '').get('token');
    if (!token) {
      tokens.unpark(page);
      return true;
    }
    tokens.drop();
    tokens.hold(page, token);
    location.replaceState(`/${page}`);
    return new RedirectCommand(router.parseUrl(`/${page}`), { replaceUrl: true });
  };
}
