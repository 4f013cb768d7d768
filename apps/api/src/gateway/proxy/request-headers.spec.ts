import { gatewayHeaderName, gatewayHeaders } from '@nora/runtime-contract';
import type { GatewayTarget } from '../target/gateway-targets';
import { requestHeaders } from './request-headers';

const target: GatewayTarget = {
  ...{ agentId: 'a', host: '127.0.0.1', port: 20_000, role: 'viewer' },
  headers: gatewayHeaders('token', 'viewer'),
  secret: gatewayHeaderName('token'),
};

describe('requestHeaders', () => {
  it('passes on what is the caller’s to say', () => {
    expect(
      requestHeaders(
        {
          accept: 'text/html',
          'x-openclaw-session-key': 'agent:main:x',
          'content-length': '3',
          range: 'bytes=0-1',
        },
        target,
      ),
    ).toMatchObject({
      ...{ accept: 'text/html', 'x-openclaw-session-key': 'agent:main:x', 'content-length': '3' },
      range: 'bytes=0-1',
    });
  });

  it.each([
    ...['cookie', 'authorization', 'proxy-authorization', 'forwarded', 'x-real-ip', 'via', 'referer'],
    ...['x-forwarded-user', 'x-forwarded-prefix', 'x-nora-csrf', 'te', 'trailer', 'expect', 'keep-alive'],
    ...['idempotency-key', 'x-mine', 'tailscale-user-login'],
  ])('keeps %s to itself', (name) => {
    const headers = requestHeaders({ [name]: 'mine', connection: 'close, X-Mine' }, target);
    expect(headers).not.toHaveProperty(name);
    expect(headers).not.toHaveProperty('connection');
  });

  it('lets nobody speak for Nora', () => {
    const forged = {
      ...{ 'x-openclaw-scopes': 'operator.admin', 'x-forwarded-for': '127.0.0.1', origin: 'null' },
      ...{ [target.secret]: 'admin@nora.local', host: 'evil.example', 'accept-encoding': 'br' },
    };
    expect(requestHeaders(forged, target)).toEqual({
      ...target.headers,
      ...{ host: '127.0.0.1:20000', 'accept-encoding': 'identity', 'sec-fetch-site': 'same-origin' },
      origin: 'https://console.nora.invalid',
    });
    expect(requestHeaders(forged, target)[target.secret]).toBe('viewer@nora.local');
  });
});
