import type { Request } from 'express';
import { refuseCrossOrigin, requireSameOrigin } from './csrf';

const PUBLIC_URL = 'https://nora.example';

function request(method: string, headers: Record<string, string>): Request {
  return { method, headers, protocol: 'http', host: '127.0.0.1:8080' } as unknown as Request;
}

describe('requireSameOrigin', () => {
  const check = (method: string, headers: Record<string, string>) => () =>
    requireSameOrigin(request(method, headers), PUBLIC_URL);

  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s pass, which changes nothing', (method) => {
    expect(check(method, { origin: 'https://evil.example' })).not.toThrow();
  });

  it.each([
    [{ origin: 'https://nora.example' }],
    [{ origin: 'http://127.0.0.1:8080' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'https://nora.example', 'sec-fetch-site': 'same-origin' }],
  ])('lets a page of this server pass: %j', (headers) => {
    expect(check('POST', { ...headers, 'x-nora-csrf': '1' })).not.toThrow();
  });

  it.each([
    [{}],
    [{ origin: 'null' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'https://nora.example.evil.example' }],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('refuses anything else: %j', (headers) => {
    expect(check('POST', { ...headers, 'x-nora-csrf': '1' })).toThrow(
      expect.objectContaining({ code: 'csrf_failed', status: 403 }),
    );
  });

  it('refuses a page of this server that does not send the header', () => {
    expect(check('DELETE', { origin: PUBLIC_URL })).toThrow(expect.objectContaining({ code: 'csrf_failed' }));
  });
});

describe('refuseCrossOrigin', () => {
  const check = (headers: Record<string, string>) => () =>
    refuseCrossOrigin(request('POST', headers), PUBLIC_URL);

  it('lets a program pass that says nothing of its origin', () => {
    expect(check({})).not.toThrow();
  });

  it('refuses a page of another server', () => {
    expect(check({ origin: 'https://evil.example' })).toThrow();
    expect(check({ 'sec-fetch-site': 'cross-site' })).toThrow();
  });
});
