import { newApiKey } from '@nora/crypto';
import { MASK, namesSecret, redact, redactText } from './redact';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('redact', () => {
  it.each([
    ...[
      'password',
      'newPassword',
      'PASSWORD',
      'current_password',
      'DB_PASSWORD_2',
      'passwordHash',
      'passphrase',
    ],
    ...['token', 'gatewayToken', 'tokenHash', 'refresh-token', 'tokens', 'claimToken', 'resetTokenValue'],
    ...['secret', 'clientSecret', 'secrets', 'authorization', 'Authorization', 'cookie', 'set-cookie', 'jwt'],
    ...['apiKey', 'api_key', 'keyHash', 'privateKey', 'key', 'encryptionKey', 'modelKeys', 'credentials'],
    ...['code', 'recoveryCodes', 'codeHash', 'totp', 'otpUri', 'seed', 'signature'],
  ])('masks a member called %s', (name) => {
    expect(redact({ [name]: 'value' })).toEqual({ [name]: MASK });
    expect(redact({ deep: [{ [name]: ['value', { a: 1 }] }] })).toEqual({ deep: [{ [name]: MASK }] });
  });

  it.each([
    ...[
      'keyId',
      'apiKeyId',
      'tokenId',
      'keyIds',
      'apiKeyName',
      'keyPrefix',
      'tokenExpiresAt',
      'passwordChangedAt',
    ],
    ...['publicKey', 'errorCode', 'statusCode', 'exitCode', 'recoveryCodesLeft', 'secretName', 'tokenCount'],
    ...[
      'name',
      'monkey',
      'keyboard',
      'decoded',
      'hash',
      'specHash',
      'path',
      'author',
      'sessionId',
      'encoding',
    ],
  ])('leaves a member called %s', (name) => {
    expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' });
    expect(namesSecret(name)).toBe(false);
  });

  it('tells whether there is a secret', () => {
    const facts = { password: null, token: true, secret: false, cookie: '' };
    expect(redact(facts)).toEqual(facts);
    expect(redact({ code: 123456, password: 0 })).toEqual({ code: MASK, password: MASK });
  });

  it.each([
    [`it was ${newApiKey()} then`, `it was ${MASK} then`],
    [`nora_inv_${'A'.repeat(43)}`, MASK],
    [`nora_hub_${'a1'.repeat(20)}`, MASK],
    [`cookie ${JWT}; path=/`, `cookie ${MASK}; path=/`],
    ['Authorization: Bearer abcdefghijkl', `Authorization: ${MASK}`],
    ['-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n', `${MASK}\n`],
    ['postgres://nora:hunter2@db:5432/nora', `postgres://nora:${MASK}@db:5432/nora`],
    [`sk-ant-${'x'.repeat(30)}`, MASK],
    [`ghp_${'x'.repeat(36)}`, MASK],
  ])('masks a secret under whatever name: %s', (value, expected) => {
    expect(redact({ note: value, list: [value] })).toEqual({ note: expected, list: [expected] });
    expect(redact({ [value]: true })).toEqual({ [expected]: true });
  });

  it.each([
    ...['nora_Ab12Cd3', 'nora_session', 'ada@example.test', 'http://host:8080/a@b', 'basket-case', 'eyJ'],
    ...[
      'agent.deploy',
      '01a208ef-bfb1-755a-bbe6-6b802e466c81',
      'a'.repeat(64),
      'risk-assessment-of-the-quarter',
    ],
  ])('leaves %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('makes values what they will be when they are read back', () => {
    const facts = {
      at: new Date(0),
      left: undefined,
      ratio: 0.1,
      bad: Number.NaN,
      nested: { list: [null, 'ü😀'] },
    };
    const expected = {
      at: '1970-01-01T00:00:00.000Z',
      ratio: 0.1,
      bad: null,
      nested: { list: [null, 'ü😀'] },
    };
    expect(redact(facts)).toEqual(expected);
  });

  it('replaces what PostgreSQL cannot store', () => {
    const text = 'a\0b\ud800c\udc00';
    expect(redact({ [text]: text })).toEqual({ 'a\uFFFDb\uFFFDc\uFFFD': 'a\uFFFDb\uFFFDc\uFFFD' });
  });

  it('cuts what is too large to be of use', () => {
    const deep = JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50)) as object;
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`m${i}`, i]));
    const facts = { deep, wide, long: 'x'.repeat(10_000), list: Array.from({ length: 500 }, () => 1) };
    const cut = redact(facts) as typeof facts;
    expect(JSON.stringify(cut.deep).length).toBeLessThan(100);
    expect(Object.keys(cut.wide)).toHaveLength(201);
    expect(cut.long).toHaveLength(4_005);
    expect(cut.list).toHaveLength(201);
  });

  it('does not tear a character apart where it cuts', () => {
    const text = redactText(`x${'😀'.repeat(4_000)}`);
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('keeps members that look like the innards of objects as plain members', () => {
    const facts = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as object;
    expect(JSON.stringify(redact(facts))).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });
});
