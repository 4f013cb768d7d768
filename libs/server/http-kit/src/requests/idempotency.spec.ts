import type { Request } from 'express';
import { fingerprintOf, idempotencyKeyOf } from './idempotency';

const request = (fields: object): Request => fields as Request;
const withKey = (key: unknown): Request => request({ headers: { 'idempotency-key': key } });

describe('idempotencyKeyOf', () => {
  it.each(['a', 'x'.repeat(200), '8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"'])('takes %p', (key) => {
    expect(idempotencyKeyOf(withKey(key))).toBe(key);
  });

  it('says when there is none', () => {
    expect(idempotencyKeyOf(request({ headers: {} }))).toBeNull();
  });

  it.each(['', 'x'.repeat(201), 'two words', 'one, two', 'é', 'tab\t'])('refuses %p', (key) => {
    expect(() => idempotencyKeyOf(withKey(key))).toThrow(
      expect.objectContaining({ code: 'malformed_request', status: 400 }),
    );
  });
});

describe('fingerprintOf', () => {
  const base = {
    method: 'POST',
    originalUrl: '/api/agents?a=1',
    body: { b: [1, { d: null, c: 'x' }], a: true },
  };
  const of = (changes: object) => fingerprintOf(request({ ...base, ...changes }));

  it('does not depend on the order of members', () => {
    expect(of({ body: { a: true, b: [1, { c: 'x', d: null }] } })).toBe(of({}));
  });

  it.each([
    { method: 'PUT' },
    { originalUrl: '/api/agents?a=2' },
    { body: { ...base.body, a: false } },
    { body: { ...base.body, b: [{ d: null, c: 'x' }, 1] } },
    { body: { ...base.body, a: 'true' } },
    { body: undefined },
  ])('differs with %j', (changes) => {
    expect(of(changes)).not.toBe(of({}));
  });

  it('is a SHA-256 in hexadecimal', () => {
    expect(of({})).toMatch(/^[0-9a-f]{64}$/);
  });
});
