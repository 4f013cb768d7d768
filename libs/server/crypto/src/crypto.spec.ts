import { hashPassword, verifyPassword } from './passwords';
import { SealContext, SealedValues } from './sealed-value';
import { equalInConstantTime, hashToken, randomToken } from './tokens';

const context: SealContext = { table: 'agent_credentials', column: 'gateway_token', rowId: 'a' };
const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);

describe('SealedValues', () => {
  it('opens what it sealed, and never seals twice alike', () => {
    const values = new SealedValues(oldKey);
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
    const values = new SealedValues(oldKey);
    expect(() => values.open(values.seal('token', context), other)).toThrow();
  });

  it('does not open a value of which any byte was changed', () => {
    const values = new SealedValues(oldKey);
    const [format, keyId, body] = values.seal('token', context).split('.') as [string, string, string];
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => values.open([format, keyId, changed.toString('base64url')].join('.'), context)).toThrow();
    }
  });

  it('opens values of an older key while sealing with the newer', () => {
    const sealedByOld = new SealedValues(oldKey).seal('token', context);
    const rotated = new SealedValues(newKey, oldKey);
    expect(rotated.open(sealedByOld, context)).toBe('token');
    expect(() => new SealedValues(newKey).open(sealedByOld, context)).toThrow('no encryption key');
    expect(() => new SealedValues(oldKey).open(rotated.seal('x', context), context)).toThrow(
      'no encryption key',
    );
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
