import { Secret, TOTP } from 'otpauth';

/** Seconds of a time step (RFC 6238 §5.2). */
const PERIOD = 30;
/** Steps before and after the present one whose codes are taken: clocks differ, and typing takes time. */
const WINDOW = 1;
/** What authenticator apps support without exception. */
const FORM = { algorithm: 'SHA1', digits: 6, period: PERIOD } as const;

/** A new shared secret of 160 bits in base 32, the length RFC 4226 §4 recommends. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/**
 * A secret as an address that authenticator apps read from a QR code.
 * @param issuer what the app calls this installation
 * @param account whose it is
 */
export function totpUri(secret: string, issuer: string, account: string): string {
  return new TOTP({ ...FORM, issuer, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The time step to which a code belongs; null when it is not a code of now or of the steps beside.
 * @param timestamp milliseconds since 1970
 */
export function stepOf(secret: string, code: string, timestamp = Date.now()): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const key = Secret.fromBase32(secret);
  const delta = TOTP.validate({ ...FORM, token: code, secret: key, timestamp, window: WINDOW });
  return delta === null ? null : TOTP.counter({ period: PERIOD, timestamp }) + delta;
}
