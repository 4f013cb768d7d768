import { upstreamPath } from './upstream-path';

const BASE = '/api/agents/a/gateway';

describe('upstreamPath', () => {
  it.each([
    ['', BASE],
    ['/', `${BASE}/`],
    ['/chat?session=agent%3Amain%3Amain', `${BASE}/chat?session=agent%3Amain%3Amain`],
    ['/assets/index-x.js?v=1', `${BASE}/assets/index-x.js?v=1`],
    ['/v1/models', '/v1/models'],
    ['/v1beta', `${BASE}/v1beta`],
    ['/tools/invoke', '/tools/invoke'],
    ['/api/v1/admin/rpc', '/api/v1/admin/rpc'],
    ['/healthz', '/healthz'],
    ['/chat/agent%2Fx', `${BASE}/chat/agent%2Fx`],
    ['/a?next=/../b', `${BASE}/a?next=/../b`],
  ])('takes %s to %s', (rest, expected) => {
    expect(upstreamPath('a', rest)).toBe(expected);
  });

  it.each([
    ...['/../x', '/a/../../x', '/%2e%2e/x', '/%2E%2E%2Fx', '/%252e%252e/x', '/a/./b', '/a/%2e/b'],
    ...['//evil.example/x', '/a//b', '/a%2f%2fb', '/a\\b', '/a%5c..%5cb', '/a%00b', '/a%0d%0ab', '/%'],
    `/${'x'.repeat(9_000)}`,
  ])('refuses %s', (rest) => {
    expect(() => upstreamPath('a', rest)).toThrow(expect.objectContaining({ code: 'malformed_request' }));
  });
});
