import { freePort, type Edge } from '../nginx-edge';
import { startUpstream, type Upstream } from '../nginx-upstream';
import { ask } from './client';
import { Places, TRUSTED_PROXY, startMode } from './modes';

const LOG_IN = { method: 'POST', body: '{}' };

describe('The edge behind a proxy', () => {
  let places: Places;
  let upstream: Upstream;
  let edge: Edge & { origin: string };

  beforeAll(async () => {
    places = new Places();
    upstream = await startUpstream();
    edge = await startMode('proxy', upstream.address, places, { RATE_LIMIT_EDGE_AUTH: '2' });
  });
  afterAll(async () => {
    await edge?.stop();
    await upstream?.stop();
    places?.remove();
  });

  async function seenOf(headers: Record<string, string>, from = TRUSTED_PROXY) {
    await ask(`${edge.url}/api/agents`, { headers, from });
    const seen = upstream.lastHeaders();
    return {
      address: [seen['x-forwarded-for'], seen['x-real-ip']],
      host: [seen.host, seen['x-forwarded-host']],
      scheme: seen['x-forwarded-proto'],
    };
  }

  it('believes the proxy about who asks, how and for which host', async () => {
    const headers = {
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'nora.example.com',
    };
    expect(await seenOf(headers)).toEqual({
      address: ['198.51.100.7', '198.51.100.7'],
      host: ['nora.example.com', 'nora.example.com'],
      scheme: 'https',
    });
    const { headers: answered } = await ask(edge.url, { headers, from: TRUSTED_PROXY });
    expect(answered['strict-transport-security']).toBe('max-age=31536000');
  });

  it('takes the last address that no trusted proxy wrote: what the client wrote before it is a claim', async () => {
    const chain = { 'x-forwarded-for': '6.6.6.6, 198.51.100.7, 10.1.2.3' };
    expect((await seenOf(chain)).address).toEqual(['198.51.100.7', '198.51.100.7']);
  });

  it.each([
    ['several hosts', { 'x-forwarded-host': 'evil.example, nora.example.com' }],
    ['no host', { 'x-forwarded-host': 'evil.example/path' }],
    ['another scheme', { 'x-forwarded-proto': 'gopher' }],
    ['two schemes', { 'x-forwarded-proto': 'https, http' }],
    ['other headers', { 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6;proto=https;host=evil.example' }],
  ])('passes on what it saw itself where the proxy says %s', async (_what, headers) => {
    const { host } = new URL(edge.url);
    expect(await seenOf(headers)).toEqual({
      address: [TRUSTED_PROXY, TRUSTED_PROXY],
      host: [host, host],
      scheme: 'http',
    });
  });

  it('counts attempts to log in of the client, not of the proxy', async () => {
    const attempt = (client: string) =>
      ask(`${edge.url}/api/auth/login`, {
        ...LOG_IN,
        from: TRUSTED_PROXY,
        headers: { 'x-forwarded-for': client },
      });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await attempt('198.51.100.8')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await attempt('198.51.100.9')).status).toBe(200);
    // One network of IPv6 is one client, however its addresses are written.
    const ofNetwork = [];
    for (const end of ['1:2:3:4', ':1', 'f00:0:0:9', '5:6:7:8']) {
      ofNetwork.push((await attempt(`2001:db8:1:2:${end}`)).status);
    }
    expect(ofNetwork).toEqual([200, 200, 200, 429]);
    expect((await attempt('2001:db8:1:3::1')).status).toBe(200);
  });

  it('writes the address of the client into its log', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.77' };
    await ask(`${edge.url}/api/agents`, { headers, from: TRUSTED_PROXY });
    expect(edge.accessLog()).toContain('"address":"198.51.100.77"');
  });
});

describe('The edge before several replicas', () => {
  it('loses no request to one that cannot be reached', async () => {
    const places = new Places();
    const upstream = await startUpstream();
    const gone = `127.0.0.1:${await freePort()}`;
    const edge = await startMode('local', `${gone},${upstream.address}`, places);
    try {
      const asked = Array.from({ length: 8 }, () =>
        ask(`${edge.url}/api/agents`, { method: 'POST', body: '{}' }),
      );
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    } finally {
      await edge.stop();
      await upstream.stop();
      places.remove();
    }
  });
});
