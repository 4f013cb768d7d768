import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Edge } from '../nginx-edge';
import { ACCEL_PATH, BY_HAND, startUpstream, type Upstream } from '../nginx-upstream';
import { ask, begin, open, read, upgrade, type Answer } from './client';
import { MODES, Places, startMode } from './modes';

const ATTEMPTS_PER_MINUTE = 6;
const PATIENCE_MS = 5_000;
const LOG_IN = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
const CLAIMS = {
  'x-forwarded-for': '6.6.6.6',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-port': '666',
  'x-real-ip': '6.6.6.6',
  forwarded: 'for=6.6.6.6;host=evil.example',
};

describe.each(MODES)('The edge in the mode %s', (mode) => {
  let places: Places;
  let upstream: Upstream;
  let edge: Edge & { origin: string };

  beforeAll(async () => {
    places = new Places();
    places.makeCertificate(1);
    upstream = await startUpstream();
    const limit = String(ATTEMPTS_PER_MINUTE);
    edge = await startMode(mode, upstream.address, places, { RATE_LIMIT_EDGE_AUTH: limit });
  });
  afterAll(async () => {
    await edge?.stop();
    await upstream?.stop();
    places?.remove();
  });

  it.each(['/', '/claim?token=x', '/app/', '/app/agents/1', '/admin/', '/admin/users'])(
    'has every page of %s fetched anew, with a nonce of its own in a strict policy',
    async (path) => {
      const [first, second] = [await ask(edge.origin + path), await ask(edge.origin + path)];
      const policies = [first, second].map(({ headers }) => String(headers['content-security-policy']));
      const nonce = /'nonce-([0-9a-f]{32})'/.exec(policies[0] ?? '')?.[1];
      expect(first.status).toBe(200);
      expect(first.text).toContain(`nonce="${nonce}"`);
      expect(policies[0]).not.toBe(policies[1]);
      expect(policies[0]).toContain("script-src 'self';");
      expect(policies[0]).not.toContain('unsafe');
      expect(first.headers['cache-control']).toBe('no-cache');
    },
  );

  it.each(['/', '/app/', '/admin/'])(
    'serves hashed files of %s compressed, to keep for ever',
    async (place) => {
      const gzip = { headers: { 'accept-encoding': 'gzip' } };
      const { status, headers } = await ask(`${edge.origin}${place}main-ABCD1234.js`, gzip);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      const older = await ask(`${edge.origin}${place}main-00000000.js`);
      expect(older.status).toBe(404);
      expect(older.headers['cache-control']).toBeUndefined();
    },
  );

  it('sends the security headers, and promises TLS where it has it', async () => {
    const expected = {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    };
    const [page, api] = [await ask(edge.origin), await ask(`${edge.origin}/api/agents`)];
    expect(page.headers).toMatchObject(expected);
    expect(api.headers).toMatchObject(expected);
    const promised = { local: undefined, proxy: undefined, public: 'max-age=31536000' }[mode];
    expect(page.headers['strict-transport-security']).toBe(promised);
    // Without TLS of its own the edge leaves the promise to the API, unless a proxy says how it was asked.
    const ofApi = mode === 'local' ? 'max-age=1' : promised;
    expect(api.headers['strict-transport-security']).toBe(ofApi);
    expect((await ask(`${edge.origin}/api/agents/a/gateway/x`)).headers['strict-transport-security']).toBe(
      ofApi,
    );
  });

  it('passes every piece of a stream on before there is another', async () => {
    const url = `${edge.origin}/api/events/stream${BY_HAND}`;
    const response = await open(url, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['transfer-encoding']).toBeUndefined();
    for (let count = 0; count < 4; count += 1) {
      const arrived = once(response, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
      upstream.sendPiece();
      const [piece] = (await arrived) as [Buffer];
      expect(String(piece)).toBe('event: delta\ndata: {}\n\n');
    }
    response.destroy();
  });

  it('carries a WebSocket both ways', async () => {
    const socket = await upgrade(`${edge.origin}/api/agents/a/exec`);
    try {
      const echo = new Promise<string>((settle) =>
        socket.once('data', (data: Buffer) => settle(String(data))),
      );
      socket.write('ping');
      expect(await echo).toBe('ping');
    } finally {
      socket.destroy();
    }
  });

  it('passes an upload on while it still comes', async () => {
    const [half, whole] = [512 * 1024, 1024 * 1024];
    const request = begin(`${edge.origin}/api/files`, {
      method: 'POST',
      headers: { 'content-length': String(whole) },
    });
    const answer = new Promise<Answer>((settle, reject) => {
      request.once('response', (response) => settle(read(response))).once('error', reject);
    });
    answer.catch(() => undefined);
    request.write(Buffer.alloc(half));
    for (let waited = 0; upstream.received() < half && waited < PATIENCE_MS; waited += 10) await sleep(10);
    expect(upstream.received()).toBe(half);
    request.end(Buffer.alloc(whole - half));
    expect(JSON.parse((await answer).text)).toMatchObject({ received: whole });
  });

  it('lets no answer direct it, and shows no such header', async () => {
    const { status, headers, text } = await ask(edge.origin + ACCEL_PATH);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ received: 0 });
    expect(headers['content-type']).toBe('application/json');
    expect(Object.keys(headers).filter((name) => name.startsWith('x-accel'))).toEqual([]);
  });

  it('drops what a client says about itself', async () => {
    const { host, protocol } = new URL(edge.origin);
    const claimed = protocol === 'https:' ? 'http' : 'https';
    await ask(`${edge.origin}/api/agents`, { headers: { ...CLAIMS, 'x-forwarded-proto': claimed } });
    const { 'x-forwarded-port': port, forwarded, ...headers } = upstream.lastHeaders();
    expect(headers).toMatchObject({
      host,
      'x-forwarded-host': host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': protocol.slice(0, -1),
      'x-real-ip': '127.0.0.1',
    });
    expect([port, forwarded]).toEqual([undefined, undefined]);
  });

  it('refuses more attempts to log in than anybody makes, whatever address they claim', async () => {
    const answers: Answer[] = [];
    for (let attempt = 0; attempt <= ATTEMPTS_PER_MINUTE + 1; attempt += 1) {
      const headers = { ...LOG_IN.headers, 'x-forwarded-for': `203.0.113.${attempt}` };
      const path = attempt % 2 === 0 ? '/api/auth/login' : '/api/Auth/LogIn';
      answers.push(await ask(edge.origin + path, { ...LOG_IN, headers }));
    }
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual([...Array<number>(ATTEMPTS_PER_MINUTE + 1).fill(200), 429]);
    const refused = answers.at(-1);
    expect(refused?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '10',
    });
    expect(JSON.parse(refused?.text ?? '')).toMatchObject({
      status: 429,
      code: 'too_many_requests',
      correlationId: refused?.headers['x-correlation-id'],
    });
    expect((await ask(`${edge.origin}/api/agents`, LOG_IN)).status).toBe(200);
    // Another client is not the one that asked too often.
    expect((await ask(`${edge.origin}/api/auth/login`, { ...LOG_IN, from: '127.0.0.9' })).status).toBe(200);
  });

  it('takes no large request where credentials are tried', async () => {
    const large = { ...LOG_IN, from: '127.0.0.8', body: JSON.stringify({ padding: 'x'.repeat(70_000) }) };
    const { status, headers, text } = await ask(`${edge.origin}/api/auth/password-reset`, large);
    expect(status).toBe(413);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('says it kindly when the API is down, and shows the pages all the same', async () => {
    await upstream.stop();
    const person = await ask(`${edge.origin}/api/docs`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(person.status).toBe(503);
    expect(person.text).toContain('<h1>Nora is not ready</h1>');
    const program = await ask(`${edge.origin}/api/agents`, { headers: { accept: 'application/json' } });
    expect(program.status).toBe(503);
    expect(program.headers['retry-after']).toBe('5');
    expect(JSON.parse(program.text)).toMatchObject({ code: 'service_unavailable' });
    expect((await ask(edge.origin)).status).toBe(200);
  });
});
