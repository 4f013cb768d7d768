import { answerHeaders } from './answer-headers';

const rules = { agentId: 'a', basePath: '/api/agents/a/gateway/embed/key' };
const headersOf = (headers: Parameters<typeof answerHeaders>[1], status = 200) =>
  answerHeaders(status, headers, rules);

describe('answerHeaders', () => {
  it('puts every answer into an origin of its own that only Nora may frame', () => {
    const [ours = '', theirs] = headersOf({
      'content-security-policy':
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; sandbox allow-same-origin",
    })['content-security-policy'] as string[];
    expect(ours).toContain("frame-ancestors 'self'");
    expect(ours).toMatch(/^sandbox allow-scripts /);
    expect(ours).not.toContain('allow-same-origin');
    expect(ours).not.toContain('allow-top-navigation');
    expect(theirs).toBe("default-src 'self'");
    expect(headersOf({ 'x-frame-options': 'DENY' })['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('lets a script of Nora run where the runtime allows scripts', () => {
    const policies = answerHeaders(
      200,
      { 'content-security-policy': "script-src 'self' 'sha256-x'" },
      { ...rules, scripts: ["'sha256-y'"] },
    )['content-security-policy'] as string[];
    expect(policies[1]).toBe("script-src 'self' 'sha256-x' 'sha256-y'");
  });

  it.each([
    ...['set-cookie', 'www-authenticate', 'authorization', 'clear-site-data', 'strict-transport-security'],
    ...['service-worker-allowed', 'access-control-allow-origin', 'report-to', 'refresh', 'alt-svc', 'x-mine'],
    ...['transfer-encoding', 'x-accel-redirect', 'content-security-policy-report-only', 'ratelimit-limit'],
  ])('keeps %s from the browser', (name) => {
    expect(headersOf({ [name]: 'x', connection: 'X-Mine' })).not.toHaveProperty(name);
  });

  it('passes on what describes the content', () => {
    expect(headersOf({ 'content-type': 'text/css', etag: '"1"', 'content-length': '3' })).toMatchObject({
      ...{ 'content-type': 'text/css', etag: '"1"', 'content-length': '3' },
    });
  });

  it.each([
    ['/api/agents/a/gateway', '/api/agents/a/gateway/embed/key'],
    ['/api/agents/a/gateway/chat?x=1#y', '/api/agents/a/gateway/embed/key/chat?x=1#y'],
  ])('translates a redirect to %s', (location, expected) => {
    expect(headersOf({ location }, 302)['location']).toBe(expected);
  });

  it.each([
    ...[
      undefined,
      '',
      '/',
      '/app',
      '/api/agents/b/gateway/',
      '/api/agents/a/gateway/../../b',
      '//evil.example',
    ],
    ...[
      'https://evil.example/api/agents/a/gateway/',
      'javascript:alert(1)',
      '/api/agents/a/gatewayx',
      '/\\evil',
    ],
  ])('refuses a redirect to %s', (location) => {
    expect(() => headersOf(location === undefined ? {} : { location }, 307)).toThrow(
      expect.objectContaining({ code: 'runtime_refused' }),
    );
  });

  it('has no redirect in an answer that is none', () => {
    expect(headersOf({ location: '/app' }, 201)).not.toHaveProperty('location');
  });
});
