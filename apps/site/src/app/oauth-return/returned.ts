import { Location } from '@angular/common';
import { Injectable, inject } from '@angular/core';
import { type CanActivateFn, type ParamMap, RedirectCommand, Router } from '@angular/router';
import type { OauthReturn } from '@nora/data-access';

/** What identity providers add that is of use here; they add more. */
const USED = ['code', 'iss', 'error', 'error_description'] as const;

/** What the provider brought back, until the page takes it. */
@Injectable({ providedIn: 'root' })
export class Returned {
  private held: OauthReturn | null = null;

  hold(returned: OauthReturn): void {
    this.held = returned;
  }

  take(): OauthReturn | null {
    const held = this.held;
    this.held = null;
    return held;
  }
}

/** Takes what the provider added out of the address: a code in it could be seen in the history. */
export const takeReturned: CanActivateFn = ({ queryParamMap }, { url }) => {
  const returned = inject(Returned);
  const router = inject(Router);
  const location = inject(Location);
  if (queryParamMap.keys.length === 0) return true;
  const found = read(queryParamMap);
  if (found) returned.hold(found);
  const path = url.replace(/[?#].*$/s, '');
  location.replaceState(path);
  return new RedirectCommand(router.parseUrl(path), { replaceUrl: true });
};

function read(query: ParamMap): OauthReturn | null {
  const state = query.get('state');
  if (!state) return null;
  const used = USED.map((name) => [name, query.get(name)] as const).filter(([, value]) => value);
  return { state, ...Object.fromEntries(used) };
}
