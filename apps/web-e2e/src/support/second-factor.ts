import type { Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { post } from './api';

const STEP_MS = 30_000;

/** The authenticator app of somebody, and the codes kept in a drawer. */
export interface SecondFactor {
  /** A code that was not given yet; only a few in a row can be had without waiting. */
  nextCode(): string;
  recoveryCodes: string[];
}

/** Turns the second factor on for whoever is signed in on the page. */
export async function setUpSecondFactor(page: Page, password: string): Promise<SecondFactor> {
  const begun = await post<{ secret: string }>(page, '/api/account/second-factor', { password });
  const app = new TOTP({ secret: Secret.fromBase32(begun.secret) });
  // A code of the step before is taken as well, and each step once.
  let at = Date.now() - STEP_MS;
  const nextCode = (): string => {
    const code = app.generate({ timestamp: at });
    at += STEP_MS;
    return code;
  };
  const confirmed = await post<{ recoveryCodes: string[] }>(page, '/api/account/second-factor/confirm', {
    code: nextCode(),
  });
  return { nextCode, recoveryCodes: confirmed.recoveryCodes };
}
