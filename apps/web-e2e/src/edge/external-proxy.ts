import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TRUSTED_PROXY, type Places } from './modes';

/** What may stand before Nora: it ends TLS and tells who asked as most proxies do, by adding to what was claimed. */
export async function startExternalProxy(
  edgeUrl: string,
  places: Places,
): Promise<{ origin: string; stop(): Promise<void> }> {
  const [cert, key] = [readFileSync(places.certificate), readFileSync(places.key)];
  const server = createServer({ cert, key }, (request, response) => {
    const claimed = request.headers['x-forwarded-for'];
    const client = request.socket.remoteAddress ?? '';
    const headers = {
      ...request.headers,
      'x-forwarded-for': claimed === undefined ? client : `${String(claimed)}, ${client}`,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': request.headers.host,
      host: 'inside.example',
    };
    const onward = httpRequest(edgeUrl + (request.url ?? ''), {
      ...{ method: request.method, headers, localAddress: TRUSTED_PROXY, agent: false },
    });
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://localhost:${port}`,
    stop: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}
