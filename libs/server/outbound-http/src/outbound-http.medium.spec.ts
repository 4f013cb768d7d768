import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isOutboundFault } from './faults';
import { OutboundHttp } from './outbound-http';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('OutboundHttp', () => {
  const client = new OutboundHttp({ allowed: ['127.0.0.0/8'] });
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function serve(answer: Answer): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Answers with what came in. */
  const echo: Answer = (request, response) => {
    void text(request).then((body) =>
      response.end(
        JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
      ),
    );
  };

  const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, Record<string, string>>;

  it('sends method, headers and body, and says who it is', async () => {
    const url = await serve(echo);
    const answer = await client.request({
      ...{ url: `${url}/hook?x=1`, method: 'post', body: '{"a":1}' },
      headers: { 'content-type': 'application/json', 'webhook-id': '7' },
    });
    expect(json(answer.body)).toMatchObject({
      ...{ method: 'POST', url: '/hook?x=1', body: '{"a":1}' },
      headers: {
        ...{ 'content-type': 'application/json', 'webhook-id': '7', 'content-length': '7' },
        ...{ 'user-agent': 'Nora', 'accept-encoding': 'identity' },
      },
    });
  });

  it.each([
    'host',
    'connection',
    'transfer-encoding',
    'content-length',
    'upgrade',
    'proxy-authorization',
    'te',
  ])('does not let callers set %s', async (name) => {
    const asked = client.request({ url: 'http://127.0.0.1:9/', headers: { [name]: 'x' } });
    await expect(asked).rejects.toMatchObject({ code: 'outbound_refused' });
  });

  it('refuses a line break in a header, and methods that are not for it', async () => {
    const smuggled = client.request({ url: 'http://127.0.0.1:9/', headers: { x: 'a\r\nhost: b' } });
    await expect(smuggled).rejects.toMatchObject({ code: 'outbound_refused' });
    for (const method of ['CONNECT', 'TRACE', 'GET / HTTP/1.1']) {
      const asked = client.request({ url: 'http://127.0.0.1:9/', method });
      await expect(asked).rejects.toMatchObject({ code: 'outbound_refused' });
    }
  });

  it('gives up on an answer that is too large, without reading it to its end', async () => {
    let written = 0;
    const url = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.on('drain', more);
      more();
    });
    const asked = client.request({ url, maxResponseBytes: 200_000 });
    await expect(asked).rejects.toMatchObject({ code: 'outbound_failed' });
    expect(written).toBeLessThan(50_000_000);
  });

  it('gives up on headers that are too large', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'x-much': 'x'.repeat(40_000) }).end();
    });
    await expect(client.request({ url })).rejects.toMatchObject({ code: 'outbound_failed' });
  });

  it.each([
    ['never begins', () => undefined],
    ['never ends', (_request: IncomingMessage, response: ServerResponse) => void response.write('a')],
    [
      'drips',
      (_request: IncomingMessage, response: ServerResponse) => {
        const timer = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('gives up on an answer that %s', async (_how, answer: Answer) => {
    const url = await serve(answer);
    const asked = client.request({ url, timeoutMs: 200 });
    await expect(asked).rejects.toMatchObject({ code: 'outbound_timeout', status: 504 });
  });

  it('gives up on DNS that does not answer', async () => {
    const waiting = new OutboundHttp({ allowed: [], resolve: () => new Promise(() => undefined) });
    const asked = waiting.request({ url: 'https://slow.example/', timeoutMs: 100 });
    await expect(asked).rejects.toMatchObject({ code: 'outbound_timeout' });
  });

  it('stops when it is called off, and says so in the words of who did', async () => {
    let ended = false;
    const url = await serve((_request, response) => {
      response.on('close', () => (ended = true));
      response.write('a');
    });
    const controller = new AbortController();
    const asked = client.request({ url, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(asked).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(ended).toBe(true);
  });

  it('names a failure without giving anything away', async () => {
    const url = await serve((request) => request.socket.destroy());
    const faults = [
      client.request({ url }),
      client.request({ url: 'http://127.0.0.1:1025/' }),
      new OutboundHttp({ allowed: [], resolve: () => Promise.reject(new Error('ENOTFOUND')) }).request({
        url: 'https://nowhere.example/',
      }),
    ];
    for (const fault of await Promise.all(faults.map((asked) => asked.catch((error: unknown) => error)))) {
      expect(fault).toMatchObject({ code: 'outbound_failed', status: 502 });
      expect(isOutboundFault(fault)).toBe(true);
    }
  });

  describe('redirects', () => {
    it('are answers, unless they are asked to be followed', async () => {
      const url = await serve((_request, response) => void response.writeHead(302, { location: '/b' }).end());
      const answer = await client.request({ url });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, '/b']);
    });

    it('are followed as often as asked, and no more', async () => {
      const url = await serve((request, response) => {
        const left = Number(request.url?.slice(1));
        if (left === 0) response.end('there');
        else response.writeHead(307, { location: `/${left - 1}` }).end();
      });
      const answer = await client.request({ url: `${url}/3`, maxRedirects: 3 });
      expect([answer.body.toString(), answer.url]).toEqual(['there', `${url}/0`]);
      const tooMany = client.request({ url: `${url}/4`, maxRedirects: 3 });
      await expect(tooMany).rejects.toMatchObject({ code: 'outbound_failed' });
    });

    it('take no credential to another origin', async () => {
      const other = await serve(echo);
      const url = await serve(
        (_request, response) => void response.writeHead(307, { location: other }).end(),
      );
      const answer = await client.request({
        ...{ url, method: 'POST', body: 'x', maxRedirects: 1 },
        headers: {
          authorization: 'Bearer secret',
          cookie: 'a=b',
          'x-api-key': 'secret',
          accept: 'text/plain',
        },
      });
      expect(answer.body.toString()).not.toContain('secret');
      expect(json(answer.body)).toMatchObject({ method: 'POST', headers: { accept: 'text/plain' } });
      expect(json(answer.body)['headers']).not.toHaveProperty('cookie');
    });

    it.each([
      [303, 'PUT', 'GET'],
      [302, 'POST', 'GET'],
      [308, 'POST', 'POST'],
    ])('with status %d turn %s into %s', async (status, method, then) => {
      const url = await serve((request, response) => {
        if (request.url === '/then') echo(request, response);
        else response.writeHead(status, { location: '/then' }).end();
      });
      const answer = await client.request({ url, method, body: 'x', maxRedirects: 1 });
      expect(json(answer.body)).toMatchObject({ method: then, body: then === 'GET' ? '' : 'x' });
    });
  });

  it('is a fetch for libraries that take one', async () => {
    const url = await serve(echo);
    const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'a b' });
    const answer = await client.fetch(url, { method: 'POST', body, headers: { accept: 'application/json' } });
    expect(await answer.json()).toMatchObject({
      body: 'grant_type=authorization_code&code=a+b',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
    const empty = await client.fetch(await serve((_request, response) => void response.writeHead(204).end()));
    expect([empty.status, await empty.text()]).toEqual([204, '']);
  });
});
