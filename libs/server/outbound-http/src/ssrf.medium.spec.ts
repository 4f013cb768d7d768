import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutboundHttp } from './outbound-http';
import { TestDns } from './testing/test-dns';
import { PORT, REFUSED_URLS } from './testing/ssrf-corpus';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The corpus of requests that must not be made (S3). Servers on loopback stand for everything that is inside. */
describe('calls to the outside', () => {
  const counts = { refused: 0, redirects: 0, names: 0 };
  let dns: TestDns;
  let inside: Server;
  let reached: string[];
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    dns = await TestDns.start();
    inside = await serve('127.0.0.1', 0, (request, response) => {
      reached.push(`${request.headers.host}${request.url}`);
      response.end('what is inside');
    });
  });

  beforeEach(() => {
    reached = [];
    dns.questions.splice(0);
    dns.answer = () => [];
  });

  afterAll(async () => {
    for (const close of closing) await close();
    await dns.close();
    const total = counts.refused + counts.redirects + counts.names;
    process.stdout.write(
      `SSRF corpus: ${total} refused of ${total} (${counts.refused} addresses, ${counts.redirects} redirects, ${counts.names} names)\n`,
    );
  });

  async function serve(host: string, port: number, answer: Answer): Promise<Server> {
    const server = createServer(answer);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    closing.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return server;
  }

  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  const refusedHere = { code: 'outbound_refused', status: 422 };

  describe.each(Object.entries(REFUSED_URLS))('%s', (_trick, urls) => {
    it.each(urls)('refuses %s', async (url) => {
      const client = new OutboundHttp({ allowed: [] });
      const asked = client.request({ url: url.replace(PORT, String(portOf(inside))), timeoutMs: 5_000 });
      await expect(asked).rejects.toMatchObject(refusedHere);
      expect(reached).toEqual([]);
      counts.refused += 1;
    });
  });

  it('has at least eighty of them', () => {
    expect(Object.values(REFUSED_URLS).flat().length).toBeGreaterThanOrEqual(80);
  });

  it.each([...['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1', '100.64.0.1', '0.0.0.0']])(
    'refuses a name that leads to %s, alone or among others',
    async (address) => {
      const client = new OutboundHttp({ allowed: [], resolve: dns.resolve });
      for (const addresses of [[address], ['93.184.216.34', address], [address, '93.184.216.34']]) {
        dns.answer = () => addresses;
        const asked = client.request({ url: `http://trap.example:${portOf(inside)}/` });
        await expect(asked).rejects.toMatchObject(refusedHere);
        counts.names += 1;
      }
      expect(reached).toEqual([]);
    },
  );

  it('does not tell what an inner name resolves to', async () => {
    dns.answer = () => ['10.77.88.99'];
    const client = new OutboundHttp({ allowed: [], resolve: dns.resolve });
    const fault = await client.request({ url: 'http://inner.example/' }).catch((error: unknown) => error);
    expect(JSON.stringify([String(fault), fault])).not.toContain('10.77.88.99');
  });

  describe('with one address allowed', () => {
    const allowed = ['127.0.0.1'];

    it('reaches that address, by number and by name', async () => {
      dns.answer = () => ['127.0.0.1'];
      const client = new OutboundHttp({ allowed, resolve: dns.resolve });
      for (const host of ['127.0.0.1', '2130706433', 'inner.example']) {
        const answer = await client.request({ url: `http://${host}:${portOf(inside)}/x` });
        expect([answer.status, answer.body.toString()]).toEqual([200, 'what is inside']);
      }
      expect(reached).toHaveLength(3);
    });

    it('asks DNS once and goes where it was told, also when the next answer would be another one', async () => {
      const port = portOf(inside);
      const trap = await serve('127.0.0.2', port, (_request, response) => response.end('trapped'));
      dns.answer = (_name, nth) => [nth === 0 ? '127.0.0.1' : '127.0.0.2'];
      const client = new OutboundHttp({ allowed, resolve: dns.resolve });
      const url = `http://rebinding.example:${portOf(trap)}/`;
      const answer = await client.request({ url });
      expect(answer.body.toString()).toBe('what is inside');
      expect(reached).toEqual([`rebinding.example:${port}/`]);
      expect(dns.questions).toEqual(['rebinding.example']);
      await expect(client.request({ url })).rejects.toMatchObject(refusedHere);
      counts.names += 1;
    });

    it('checks a name again when a redirect leads to it', async () => {
      const outside = await serve('127.0.0.1', 0, (_request, response) => {
        response.writeHead(302, { location: `http://turning.example:${portOf(outside)}/again` }).end();
      });
      dns.answer = (_name, nth) => [nth === 0 ? '127.0.0.1' : '10.0.0.1'];
      const client = new OutboundHttp({ allowed, resolve: dns.resolve });
      const asked = client.request({ url: `http://turning.example:${portOf(outside)}/`, maxRedirects: 3 });
      await expect(asked).rejects.toMatchObject(refusedHere);
      counts.redirects += 1;
    });

    it.each([
      ...[
        'http://127.0.0.2:{port}/',
        'http://localhost.:{port}/',
        'http://[::1]:{port}/',
        'http://10.0.0.1/',
      ],
      ...[
        'http://169.254.169.254/latest/meta-data/',
        'http://0x7f.0.0.2:{port}/',
        'http://[::ffff:127.0.0.2]:{port}/',
      ],
      ...['//169.254.169.254/', '\\\\169.254.169.254\\', 'file:///etc/passwd', 'gopher://127.0.0.1:{port}/'],
      ...['http://somebody@127.0.0.1:{port}/', 'http://127.0.0.1:22/', 'http://[64:ff9b::10.0.0.1]/'],
    ])('refuses a redirect to %s', async (location) => {
      dns.answer = () => ['10.0.0.1'];
      const outside = await serve('127.0.0.1', 0, (_request, response) => {
        response.writeHead(302, { location: location.replace(PORT, String(portOf(inside))) }).end();
      });
      const client = new OutboundHttp({ allowed, resolve: dns.resolve });
      const asked = client.request({ url: `http://127.0.0.1:${portOf(outside)}/`, maxRedirects: 5 });
      await expect(asked).rejects.toMatchObject(refusedHere);
      expect(reached).toEqual([]);
      counts.redirects += 1;
    });
  });
});
