import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Edge } from '../nginx-edge';
import { PIECES, startUpstream, type Upstream } from '../nginx-upstream';
import { ask, open, read } from './client';
import { Places, startMode } from './modes';

const PATIENCE_MS = 10_000;

describe('The edge with a domain of its own', () => {
  let places: Places;
  let upstream: Upstream;
  let edge: Edge & { origin: string };

  beforeAll(async () => {
    places = new Places();
    places.makeCertificate(1);
    upstream = await startUpstream();
    edge = await startMode('public', upstream.address, places);
  });
  afterAll(async () => {
    await edge?.stop();
    await upstream?.stop();
    places?.remove();
  });

  it('leads from HTTP to the domain, whatever host is asked for', async () => {
    const answer = await ask(`${edge.url}/app/agents?x=1`, { headers: { host: 'evil.example' } });
    expect(answer.status).toBe(308);
    expect(answer.headers.location).toBe(`${edge.origin}/app/agents?x=1`);
  });

  it('serves the answers to ACME over HTTP, and nothing beside them', async () => {
    const challenges = join(places.webroot, '.well-known/acme-challenge');
    mkdirSync(challenges, { recursive: true });
    writeFileSync(join(challenges, 'token'), 'token.thumbprint');
    writeFileSync(join(places.webroot, 'beside'), 'no');
    const { status, headers, text } = await ask(`${edge.url}/.well-known/acme-challenge/token`);
    expect([status, headers['content-type'], text]).toEqual([200, 'text/plain', 'token.thumbprint']);
    expect((await ask(`${edge.url}/.well-known/acme-challenge/other`)).status).toBe(404);
    expect((await ask(`${edge.url}/.well-known/acme-challenge/%2e%2e/%2e%2e/beside`)).status).toBe(308);
  });

  it('speaks TLS 1.2 and 1.3, HTTP/2 too, and nothing older', async () => {
    // The client would go down to 1.0: that it is the server who refuses can be seen from its alert.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(shake(edge, old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await shake(edge, { minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
    const weak = { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:ECDHE-ECDSA-AES128-SHA@SECLEVEL=0' } as const;
    await expect(shake(edge, weak)).rejects.toMatchObject({
      code: expect.stringMatching(/HANDSHAKE_FAILURE/),
    });
    const socket = await shake(edge, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('h2');
    socket.destroy();
  });

  it('streams over HTTP/2 as well', async () => {
    const session = connectHttp2(edge.origin, { rejectUnauthorized: false });
    try {
      const stream = session.request({ ':path': '/api/events/stream' });
      const pieces: number[] = [];
      for await (const piece of stream) pieces.push((piece as Buffer).length);
      expect(pieces).toHaveLength(PIECES);
    } finally {
      session.close();
    }
  });

  it('shows itself under no other name', async () => {
    await expect(shake(edge, { servername: 'other.example' })).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
    });
    expect((await ask(edge.origin, { headers: { host: 'other.example' } })).status).toBe(421);
  });

  it('takes up a new certificate without losing a request or a stream', async () => {
    expect(await serialOf(edge)).toBe('01');
    const stream = await open(`${edge.origin}/api/events/stream`);
    let renewed = false;
    const asking = Array.from({ length: 4 }, async () => {
      const statuses: number[] = [];
      while (!renewed) statuses.push((await ask(`${edge.origin}/api/agents`)).status);
      return statuses;
    });
    try {
      places.makeCertificate(2);
      await until('the new certificate', async () => (await serialOf(edge)) === '02');
      await sleep(100);
    } finally {
      renewed = true;
    }
    const statuses = (await Promise.all(asking)).flat();
    expect(statuses.length).toBeGreaterThan(20);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect((await read(stream)).text.match(/event: delta/g)).toHaveLength(PIECES);
  });

  it('keeps the certificate that it has when the new one is none', async () => {
    const serial = await serialOf(edge);
    writeFileSync(places.certificate, 'not a certificate');
    await until('a word about it', () => edge.said().includes('which holds no certificate in PEM form'));
    expect(await serialOf(edge)).toBe(serial);
    expect((await ask(edge.origin)).status).toBe(200);
  });
});

describe('The edge that waits for its first certificate', () => {
  it('answers ACME meanwhile, tells people what it waits for, and then begins to serve', async () => {
    const places = new Places();
    const edge = await startMode('public', '127.0.0.1:9', places);
    try {
      const waiting = await ask(edge.url);
      expect([waiting.status, waiting.headers['retry-after']]).toEqual([503, '30']);
      expect(waiting.text).toContain('waits for its TLS certificate');
      expect((await ask(`${edge.url}/.well-known/acme-challenge/none`)).status).toBe(404);
      places.makeCertificate(7);
      await until('TLS', async () => (await serialOf(edge).catch(() => null)) === '07');
      expect((await ask(edge.origin)).status).toBe(200);
      // A worker of before may still take a connection.
      await until('the way to TLS', async () => (await ask(edge.url)).status === 308);
    } finally {
      await edge.stop();
      places.remove();
    }
  });

  it('does not start at all where nobody fetches one, and says what is wrong', async () => {
    const places = new Places();
    rmSync(places.webroot, { recursive: true });
    const started = startMode('public', '127.0.0.1:9', places, {
      ACME_WEBROOT: '',
      TRUSTED_PROXIES: '1.2.3.4/99',
    });
    await expect(started).rejects.toThrow(/TRUSTED_PROXIES[^]*TLS_CERTIFICATE names .*, which is not there/);
    places.remove();
  });
});

function shake(edge: Edge, options: ConnectionOptions): Promise<TLSSocket> {
  const { port } = new URL(edge.tlsUrl);
  return new Promise((settle, reject) => {
    const given = {
      host: '127.0.0.1',
      port: Number(port),
      servername: 'localhost',
      rejectUnauthorized: false,
    };
    const socket = connect({ ...given, ...options }, () => settle(socket));
    socket.once('error', reject);
  });
}

async function serialOf(edge: Edge): Promise<string> {
  const socket = await shake(edge, {});
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}
