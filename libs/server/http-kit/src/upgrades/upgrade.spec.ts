import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Upgrade, closeUpgraded, serveUpgrades } from './upgrade';

const WEB_SOCKET = { connection: 'Upgrade', upgrade: 'websocket' };

describe('requests for a WebSocket', () => {
  let server: Server;
  let serve: (request: IncomingMessage, response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((incoming, response) => serve(incoming, response));
    serveUpgrades(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    closeUpgraded(server);
    await new Promise((resolve) => server.close(resolve));
  });

  function ask(
    headers: Record<string, string>,
    method = 'GET',
    body = '',
  ): Promise<IncomingMessage | Socket> {
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, method, headers });
      outgoing.on('response', resolve);
      outgoing.on('upgrade', (_response, socket: Socket) => resolve(socket));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  it('are answered like any other while nobody takes the connection', async () => {
    serve = (incoming, response) => {
      expect(Upgrade.of(incoming)?.taken).toBe(false);
      response.statusCode = 403;
      response.end('no');
    };
    const answer = (await ask(WEB_SOCKET)) as IncomingMessage;
    expect(answer.statusCode).toBe(403);
    expect(answer.headers.connection).toBe('close');
    expect(await text(answer)).toBe('no');
  });

  it('hand the connection to whom takes it, once', async () => {
    serve = (incoming) => {
      const upgrade = Upgrade.of(incoming);
      const { socket } = upgrade?.take() ?? {};
      expect(upgrade?.taken).toBe(true);
      expect(() => upgrade?.take()).toThrow('before');
      socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      socket?.on('data', (piece) => socket.write(piece));
    };
    const socket = (await ask(WEB_SOCKET)) as Socket;
    socket.write('echo');
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('echo');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    closeUpgraded(server);
    await closed;
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['another protocol', { connection: 'Upgrade', upgrade: 'h2c' }, 'GET', ''],
    ['another method', WEB_SOCKET, 'POST', 'body'],
    ['a body', { ...WEB_SOCKET, 'content-length': '4' }, 'GET', 'body'],
  ])('are ordinary requests with %s', async (_, headers, method, body) => {
    serve = (incoming, response) => {
      const isUpgrade = Upgrade.of(incoming) !== null;
      void text(incoming).then((read) => response.end(JSON.stringify({ isUpgrade, read })));
    };
    const answer = (await ask(headers, method, body)) as IncomingMessage;
    expect(JSON.parse(await text(answer))).toEqual({ isUpgrade: false, read: body });
  });
});
