import { newTotpSecret, stepOf, totpUri } from './totp';

/** Base 32 of the SHA-1 seed of RFC 6238, appendix B. */
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('time-based codes', () => {
  // The RFC shows eight digits; six are the last of them (RFC 4226 §5.3).
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i seconds', (seconds, code) => {
    expect(stepOf(SEED, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('are taken one step early and one step late, and no further', () => {
    const step = Math.floor(1_111_111_109 / 30);
    const at = (seconds: number) => stepOf(SEED, '081804', (step * 30 + seconds) * 1_000);
    expect([at(-31), at(-30), at(-1), at(0), at(29), at(30), at(59), at(60)]).toEqual([
      ...[null, step, step, step, step, step, step, null],
    ]);
  });

  it.each(['', '28708', '2870822', '28708a', '２８７０８２', '287 82', '-87082', '2.7082'])(
    'are not “%s”',
    (text) => {
      expect(stepOf(SEED, text, 59_000)).toBeNull();
    },
  );

  it('come from secrets of 160 bits, never the same', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(secrets).size).toBe(50);
  });

  it('are set up by an address that names installation and account', () => {
    const uri = new URL(totpUri(SEED, 'Nora (nora.example.com:8443)', 'ada+lab@example.com'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Nora (nora.example.com:8443):ada+lab@example.com');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      ...{ issuer: 'Nora (nora.example.com:8443)', secret: SEED },
      ...{ algorithm: 'SHA1', digits: '6', period: '30' },
    });
  });
});
