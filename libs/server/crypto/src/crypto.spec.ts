import { encryptionKeyOf, type EncryptionKey } from './encryption-key';
import { FixedKeyRing } from './key-ring';
import { hashPassword, verifyPassword } from './passwords';
import { SealContext, SealedValues } from './sealed-value';
import { equalInConstantTime, hashToken, randomToken } from './tokens';

const context: SealContext = { table: 'agent_credentials', column: 'gateway_token', rowId: 'a' };
const oldKey = encryptionKeyOf(Buffer.alloc(32, 1));
const newKey = encryptionKeyOf(Buffer.alloc(32, 2));
const under = (...keys: [EncryptionKey, ...EncryptionKey[]]) => new SealedValues(new FixedKeyRing(...keys));

describe('SealedValues', () => {
  it('opens what it sealed, and never seals twice alike', () => {
    const values = under(oldKey);
    const sealed = values.seal('token', context);
    expect(values.open(sealed, context)).toBe('token');
    expect(values.seal('token', context)).not.toBe(sealed);
    expect(sealed).not.toContain('token');
  });

  it.each([
    ['another row', { ...context, rowId: 'b' }],
    ['another column', { ...context, column: 'model_key' }],
    ['another table', { ...context, table: 'agents' }],
  ])('does not open a value that was moved to %s', (_, other) => {
    const values = under(oldKey);
    expect(() => values.open(values.seal('token', context), other)).toThrow();
  });

  it('does not open a value of which any byte was changed', () => {
    const values = under(oldKey);
    const [format, keyId, body] = values.seal('token', context).split('.') as [string, string, string];
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => values.open([format, keyId, changed.toString('base64url')].join('.'), context)).toThrow();
    }
  });

  it('does not open a value whose tag was cut short, which would be easier to guess', () => {
    const [format, keyId, body] = under(oldKey).seal('', context).split('.') as [string, string, string];
    const short = Buffer.from(body, 'base64url')
      .subarray(0, 12 + 4)
      .toString('base64url');
    expect(() => under(oldKey).open([format, keyId, short].join('.'), context)).toThrow('was changed');
  });

  it.each([
    ['not-sealed', 'plain text'],
    ['not-sealed', ''],
    ['not-sealed', 'v2.0a1b2c3d.AAAA'],
    ['not-sealed', 'v1.0a1b2c3d.'],
    ['unknown-key', 'v1.0a1b2c3d.AAAA'],
  ])('says of what it cannot open that it is %s, and shows nothing of it', (fault, value) => {
    expect(() => under(oldKey).open(value, context)).toThrow(expect.objectContaining({ fault }));
    expect(() => under(oldKey).open(value, context)).not.toThrow(/plain text|AAAA/);
  });

  it('opens values of an older key while sealing with the newer', () => {
    const sealedByOld = under(oldKey).seal('token', context);
    const rotated = under(newKey, oldKey);
    expect(rotated.open(sealedByOld, context)).toBe('token');
    expect(() => under(newKey).open(sealedByOld, context)).toThrow('no encryption key');
    expect(() => under(oldKey).open(rotated.seal('x', context), context)).toThrow('no encryption key');
  });
});

describe('tokens', () => {
  it('hashes the same token differently for another purpose or key', () => {
    const token = randomToken('nora_');
    const hashes = [hashToken(token, 'k', 'a'), hashToken(token, 'k', 'b'), hashToken(token, 'l', 'a')];
    expect(new Set(hashes).size).toBe(3);
  });

  it('compares whole texts', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true);
    expect(equalInConstantTime('abc', 'abcd')).toBe(false);
  });
});

describe('passwords', () => {
  it('verifies the right password only, and none without a stored hash', async () => {
    const stored = await hashPassword('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await verifyPassword(stored, 'correct horse battery')).toBe(true);
    expect(await verifyPassword(stored, 'wrong')).toBe(false);
    expect(await verifyPassword(null, 'a decoy that no password equals')).toBe(false);
  });
});
