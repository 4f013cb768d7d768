import { readFileSync, readdirSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startEdge, type Edge } from './nginx-edge';
import { BY_HAND, startUpstream, type Upstream } from './nginx-upstream';

const instance = process.env['NORA_E2E_URL'];
const dist = resolve(__dirname, '../../../dist/apps');

describe('The edge', () => {
  let upstream: Upstream;
  let edge: Edge;

  beforeAll(async () => {
    upstream = await startUpstream();
    edge = await startEdge(upstream.address).catch(async (error: unknown) => {
      await upstream.stop();
      throw error;
    });
  });
  afterAll(async () => {
    await edge?.stop();
    await upstream.stop();
  });

  it.each([
    ['site', '/'],
    ['site', '/claim?token=x'],
    ['operator', '/app/'],
    ['operator', '/app/agents/0198f3b2-0000-7000-8000-000000000000'],
    ['admin', '/admin/'],
    ['admin', '/admin/overview'],
  ])('serves the entry page of %s at %s, with the nonce that its policy names', async (app, path) => {
    const response = await fetch(edge.url + path);
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
    expect(nonce).toBeDefined();
    const built = readFileSync(join(dist, app, 'browser/index.html'), 'utf8');
    expect(built).toContain('NORA_CSP_NONCE');
    expect(body).toBe(built.replaceAll('NORA_CSP_NONCE', nonce ?? ''));
  });

  it('never gives the same nonce twice', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(edge.url)).headers.get('content-security-policy')),
    );
    expect(policies[0]).not.toBe(policies[1]);
  });

  it.each(['/app', '/admin'])(
    'leads %s to the same place with a slash, whatever its own port is',
    async (path) => {
      const response = await fetch(`${edge.url}${path}?x=1`, { redirect: 'manual' });
      expect(response.status).toBe(308);
      expect(response.headers.get('location')).toBe(`${path}/?x=1`);
    },
  );

  it.each([
    ['site', '/'],
    ['operator', '/app/'],
    ['admin', '/admin/'],
  ])('serves hashed files of %s compressed and for ever', async (app, place) => {
    const script = readdirSync(join(dist, app, 'browser')).find((name) => /^main-.*\.js$/.test(name));
    const response = await fetch(`${edge.url}${place}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    await response.body?.cancel();
  });

  it('answers 404, and nothing to keep, for a file of an older build', async () => {
    const response = await fetch(`${edge.url}/app/main-AAAAAAAA.js`);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBeNull();
    await response.body?.cancel();
  });

  it('does not hand out its own pages and names no version', async () => {
    const response = await fetch(`${edge.url}/pages/unavailable.html`);
    expect(response.status).toBe(404);
    expect(response.headers.get('server')).toBe('nginx');
    await response.body?.cancel();
  });

  it.each(['/', '/app/', '/api/agents'])('sends the security headers once each for %s', async (path) => {
    const response = await fetch(edge.url + path);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    await response.body?.cancel();
  });

  it('leaves policy and caching of API answers to the API, and compresses them', async () => {
    const response = await fetch(`${edge.url}/api/agents`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    await response.body?.cancel();
  });

  it('leaves what frames the pages of a runtime to the API', async () => {
    const { headers, body } = await fetch(`${edge.url}/api/agents/a/gateway/embed/key/`);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    for (const name of ['x-frame-options', 'cross-origin-resource-policy', 'referrer-policy']) {
      expect([name, headers.get(name)]).toEqual([name, null]);
    }
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    await body?.cancel();
  });

  it('tells the API who really asks, and drops what a client claims', async () => {
    await fetch(`${edge.url}/api/agents`, {
      headers: {
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'gopher',
        'x-real-ip': '6.6.6.6',
        forwarded: 'for=6.6.6.6',
      },
    });
    const headers = upstream.lastHeaders();
    expect(headers).toMatchObject({
      host: new URL(edge.url).host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': new URL(edge.url).host,
      'x-forwarded-proto': 'http',
      'x-real-ip': '127.0.0.1',
    });
    expect(headers.forwarded).toBeUndefined();
  });

  it('takes an upload of 50 MiB and refuses one beyond 64 MiB', async () => {
    const upload = (mebibytes: number) =>
      fetch(`${edge.url}/api/files`, { method: 'POST', body: Buffer.alloc(mebibytes * 1024 * 1024) });
    expect(await (await upload(50)).json()).toMatchObject({ received: 50 * 1024 * 1024 });
    const refused = await upload(65).catch(() => null);
    // nginx may close the connection before the whole body is sent; what matters is that it never arrives.
    if (refused !== null) expect(refused.status).toBe(413);
  });

  it.each(['/api/agents/a/gateway/chat', '/api/events/stream'])(
    'passes every piece of %s on before there is another',
    async (path) => {
      const response = await fetch(edge.url + path + BY_HAND, { headers: { 'accept-encoding': 'gzip' } });
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('transfer-encoding')).toBeNull();
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (let count = 0; count < 4; count += 1) {
        upstream.sendPiece();
        const { value } = await reader.read();
        expect(new TextDecoder().decode(value).match(/event: delta/g)).toHaveLength(1);
      }
      await reader.cancel();
    },
  );

  it('lets the API know when the reader of a stream has gone', async () => {
    const before = upstream.leftEarly();
    const aborting = new AbortController();
    const response = await fetch(`${edge.url}/api/agents/a/gateway/chat`, { signal: aborting.signal });
    await response.body?.getReader().read();
    aborting.abort();
    for (let waited = 0; upstream.leftEarly() === before && waited < 3_000; waited += 20) await sleep(20);
    expect(upstream.leftEarly()).toBe(before + 1);
  });

  it('passes a WebSocket handshake and its bytes on, both ways', async () => {
    const [response, socket] = await upgrade(`${edge.url}/api/agents/a/exec`);
    try {
      expect(response.statusCode).toBe(101);
      expect(response.headers['x-seen-protocol']).toBe('terminal');
      const echo = new Promise<string>((settle) =>
        socket.once('data', (data: Buffer) => settle(data.toString())),
      );
      socket.write('ping');
      expect(await echo).toBe('ping');
    } finally {
      socket.destroy();
    }
  });

  it('writes no query down, because it may hold a claim token', async () => {
    await fetch(`${edge.url}/claim?token=very-secret`);
    for (let waited = 0; !edge.accessLog().includes('"path":"/claim"') && waited < 2_000; waited += 20) {
      await sleep(20);
    }
    expect(edge.accessLog()).toContain('"path":"/claim"');
    expect(edge.accessLog()).not.toContain('very-secret');
  });

  it('writes no key of a runtime’s page down', async () => {
    await (await fetch(`${edge.url}/api/agents/a/gateway/embed/very-secret/x`)).body?.cancel();
    const written = '"path":"/api/agents/a/gateway/embed/"';
    for (let waited = 0; !edge.accessLog().includes(written) && waited < 2_000; waited += 20) await sleep(20);
    expect(edge.accessLog()).toContain(written);
    expect(edge.accessLog()).not.toContain('very-secret');
  });
});

describe('The edge in front of an API that is down', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge(`127.0.0.1:${await freePort()}`);
  });
  afterAll(() => edge?.stop());

  it('answers a program with a problem document that says when to try again', async () => {
    const response = await fetch(`${edge.url}/api/agents`, { headers: { accept: 'application/json' } });
    const correlationId = response.headers.get('x-correlation-id');
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'urn:nora:problem:service_unavailable',
      title: 'Nora is not ready',
      status: 503,
      code: 'service_unavailable',
      detail: expect.any(String),
      correlationId,
    });
  });

  it('answers a stream in the same way', async () => {
    const response = await fetch(`${edge.url}/api/events/stream`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'service_unavailable' });
  });

  it('answers a person with a page', async () => {
    const response = await fetch(`${edge.url}/api/docs`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('text/html');
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
    const body = await response.text();
    expect(body).toContain('<h1>Nora is not ready</h1>');
    expect(body).toContain(`nonce="${nonce}"`);
  });

  it('still serves the pages', async () => {
    const response = await fetch(edge.url);
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });
});

(instance === undefined ? describe.skip : describe)('The edge in front of a running instance', () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge(new URL(instance ?? '').host.replace('localhost', '127.0.0.1'));
  });
  afterAll(() => edge?.stop());

  it('lets the API be healthy', async () => {
    const response = await fetch(`${edge.url}/api/health/ready`);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.body?.cancel();
  });

  it('hands through the refusal of a stream that needs a session', async () => {
    const response = await fetch(`${edge.url}/api/events/stream`);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });
});

function upgrade(url: string): Promise<[IncomingMessage, Duplex]> {
  return new Promise((settle, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol': 'terminal',
    };
    const request = httpRequest(url, { headers, agent: false });
    request.once('upgrade', (response, socket) => settle([response, socket]));
    request.once('response', (response) => reject(new Error(`answered ${response.statusCode}`)));
    request.once('error', reject);
    request.end();
  });
}
