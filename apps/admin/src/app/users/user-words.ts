import type { PlatformRole } from '@nora/contracts';
import type { StatusLook } from '@nora/ui';

import type { UserSession } from './user.store';
import type { UserQuestion } from './users.store';

export const PLATFORM_ROLE_WORDS: Readonly<Record<PlatformRole, string>> = {
  user: 'User',
  admin: 'Administrator',
};

export const METHOD_WORDS: Readonly<Record<UserSession['method'], string>> = {
  password: 'password',
  github: 'GitHub',
  google: 'Google',
  oidc: 'single sign-on',
};

export const ROLE_FILTERS = [
  { value: 'admin', label: 'Administrators' },
  { value: 'user', label: 'Users' },
] as const;

export const STATE_FILTERS = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
] as const;

const ACTIVE: StatusLook = { icon: 'check_circle', word: 'Active', tone: 'running' };
const DISABLED: StatusLook = { icon: 'block', word: 'Disabled', tone: 'stopped' };

/** Whether an account can sign in. */
export function stateLook({ disabledAt }: { disabledAt: string | null }): StatusLook {
  return disabledAt === null ? ACTIVE : DISABLED;
}

/** What an address narrows the list of accounts to. Words the API does not know narrow nothing. */
export function parseUserQuestion(
  q: string | undefined,
  role: string | undefined,
  state: string | undefined,
): UserQuestion {
  return {
    q: (q ?? '').trim().slice(0, 254),
    role: ROLE_FILTERS.find(({ value }) => value === role)?.value ?? null,
    state: STATE_FILTERS.find(({ value }) => value === state)?.value ?? null,
  };
}
