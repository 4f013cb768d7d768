import type { Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { startHealthServer } from './health-server';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('startHealthServer', () => {
  let server: Server | null = null;
  afterEach(() => server?.close());

  const started = async (
    ...rest: Parameters<typeof startHealthServer> extends [number, ...infer R] ? R : never
  ) => {
    const port = await freePort();
    server = startHealthServer(port, ...rest);
    await new Promise((resolve) => server?.once('listening', resolve));
    return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  };

  it('tells whether the process is well', async () => {
    let healthy = true;
    const get = await started(() => healthy);
    expect((await get('/health')).status).toBe(200);
    healthy = false;
    expect((await get('/health')).status).toBe(503);
    expect((await get('/metrics')).status).toBe(404);
    expect((server?.address() as AddressInfo).address).toBe('127.0.0.1');
  });

  it('tells the metrics, and 500 when they cannot be told', async () => {
    const text = jest.fn().mockResolvedValueOnce('up 1\n').mockRejectedValueOnce(new Error('no'));
    const get = await started(() => true, { contentType: 'text/plain', text });
    const answer = await get('/metrics');
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      ...[200, 'text/plain', 'up 1\n'],
    ]);
    expect((await get('/metrics')).status).toBe(500);
  });

  it('opens nothing on port 0', () => {
    expect(startHealthServer(0, () => true)).toBeNull();
  });
});
