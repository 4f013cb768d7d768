import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { execute } from './execute';

const AGENT = '01890000-0000-7000-8000-000000000001';

describe('a command in a terminal of an agent', () => {
  let server: Server;
  let terminal: (socket: WebSocket) => void;
  let written: string;
  const environment = { ...process.env };

  beforeEach(async () => {
    written = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((piece) => {
      written += piece.toString();
      return true;
    });
    server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: AGENT })),
    );
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => terminal(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, { NORA_URL: `http://127.0.0.1:${port}`, NORA_API_KEY: 'nora_key' });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...environment };
    process.exitCode = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ready = JSON.stringify({ type: 'ready', terminal: 't', resumed: false, offset: 0 });
  const exit = (code: number | null, reason: string): string =>
    JSON.stringify({ type: 'exit', code, reason });

  it('misses nothing that comes together with the connection, and shows no talk of the shell', async () => {
    terminal = (socket) => {
      socket.send(ready);
      socket.once('message', (typed: Buffer) => {
        socket.send(Buffer.from(`$ ${typed.toString()}\r\n`));
        socket.send(Buffer.from('\u0001it is 42\r\n'));
        socket.send(exit(7, 'exited'));
        socket.close();
      });
    };
    await execute(AGENT, ['true'], {});
    expect(process.exitCode).toBe(7);
    expect(written).toBe('it is 42\r\n');
  });

  it('is told of Ctrl-C when it has begun', async () => {
    const typed: string[] = [];
    terminal = (socket) => {
      socket.send(ready);
      socket.on('message', (piece: Buffer) => {
        typed.push(piece.toString());
        if (typed.length === 1) socket.send(Buffer.from('\u0001begun'));
        else socket.send(exit(130, 'exited'), () => socket.close());
      });
    };
    process.on('SIGINT', keepRunning);
    try {
      jest.spyOn(process.stdout, 'write').mockImplementation((piece) => {
        if (piece.toString() === 'begun') process.emit('SIGINT');
        return true;
      });
      await execute(AGENT, ['sleep', '9'], {});
    } finally {
      process.off('SIGINT', keepRunning);
    }
    expect(typed.slice(1)).toEqual(['\u0003']);
    expect(process.exitCode).toBe(130);
  });

  it('says why it was ended where it has no exit code', async () => {
    terminal = (socket) => {
      socket.send(ready);
      socket.send(exit(null, 'access-ended'), () => socket.close());
    };
    await expect(execute(AGENT, ['true'], {})).rejects.toThrow(/access-ended/);
  });
});

function keepRunning(): void {
  // With a listener of its own, the process of the tests is not ended by the signal.
}
