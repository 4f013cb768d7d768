import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { RuntimeContract } from '@nora/runtime-contract';
import { Commands, type ExecState } from './exec';
import { FileRoutes } from './files/routes';
import { Gateway } from './gateway';
import { OutputRing } from './output';
import { createSidecarServer } from './server';

/** Stands in for OpenClaw: says that it is up, answers /readyz as told by its argument, ends slowly on SIGTERM. */
const FAKE = `
  const server = require('node:http').createServer((request, response) => {
    if (request.url === '/readyz') return response.end(process.argv[1]);
    response.setHeader('content-type', 'text/html').end('<html>');
  });
  server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
  process.on('SIGTERM', () => setTimeout(() => { console.error('drained'); process.exit(7); }, 300));
`;
const TOKEN = 'a-sidecar-token';

interface Running {
  gateway: Gateway;
  output: OutputRing;
  server: Server;
  base: string;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(readyz: object): Promise<Running> {
  const output = new OutputRing();
  let tell: (port: number) => void;
  const port = new Promise<number>((resolve) => (tell = resolve));
  const gateway = new Gateway(
    {
      argv: [process.execPath, '-e', FAKE, JSON.stringify(readyz)],
      environment: {},
      workingDirectory: tmpdir(),
    },
    (stream, text) => {
      output.push({ at: new Date().toISOString(), stream, text });
      if (text.startsWith('port ')) tell(Number(text.slice(5)));
    },
  );
  const contract: RuntimeContract = {
    ...{ contractVersion: 1, agentId: 'a', agentName: 'Ada', family: 'openclaw', runtimeVersion: '1' },
    ...{ target: 'process', listen: { bind: 'loopback', ports: { sidecar: 1, gateway: await port } } },
  };
  const commands = new Commands(tmpdir(), {});
  const files = new FileRoutes(tmpdir(), 'openclaw');
  const server = createSidecarServer({ contract, token: TOKEN, gateway, output, commands, files });
  return { gateway, output, server, base: await listen(server) };
}

describe('sidecar', () => {
  let running: Running;

  beforeEach(async () => {
    running = await run({ ready: true });
  });
  afterEach(async () => {
    running.gateway.drain('SIGKILL');
    await running.gateway.exited;
    running.server.closeAllConnections();
    running.server.close();
  });

  const get = (path: string, token = TOKEN): Promise<Response> =>
    fetch(running.base + path, { headers: { authorization: `Bearer ${token}` } });
  const exec = async (body: object): Promise<{ status: number; body: ExecState }> => {
    const response = await fetch(`${running.base}/exec`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as ExecState };
  };

  it('tells everyone that the gateway is ready, and later that it drains', async () => {
    const health = () => fetch(`${running.base}/health`).then((response) => response.json());
    await expect(health()).resolves.toMatchObject({ status: 'ok', gateway: 'ready', failing: [] });
    running.gateway.drain('SIGTERM');
    await expect(health()).resolves.toMatchObject({ gateway: 'draining' });
    await expect(running.gateway.exited).resolves.toBe(7);
    await expect(health()).resolves.toMatchObject({ gateway: 'exited', exitCode: 7 });
  });

  it('believes what the gateway says of itself, not the status of the answer', async () => {
    const starting = await run({ ready: false, failing: ['startup-sidecars'] });
    const response = await fetch(`${starting.base}/health`);
    await expect(response.json()).resolves.toMatchObject({
      gateway: 'starting',
      failing: ['startup-sidecars'],
    });
    starting.gateway.drain('SIGKILL');
    starting.server.close();
  });

  it.each(['/info', '/logs', '/exec/x', '/nothing'])('refuses %s without the token', async (path) => {
    expect((await fetch(running.base + path)).status).toBe(401);
    expect((await get(path, `${TOKEN}x`)).status).toBe(401);
  });

  it('gives the last lines of the gateway', async () => {
    const response = await get('/logs?tail=1');
    const { lines } = (await response.json()) as { lines: { text: string; stream: string }[] };
    expect(lines).toEqual([
      expect.objectContaining({ stream: 'stdout', text: expect.stringMatching(/^port/) }),
    ]);
    expect((await get('/logs?tail=-1')).status).toBe(422);
  });

  it('runs an argument array, not a shell string', async () => {
    const argv = [process.execPath, '-e', 'console.log(process.argv[1]); process.exit(3)', '$HOME; ls'];
    await expect(exec({ argv })).resolves.toMatchObject({
      status: 200,
      body: { status: 'exited', exitCode: 3, stdout: '$HOME; ls\n', stderr: '' },
    });
  });

  it('ends a command that takes too long', async () => {
    const argv = [process.execPath, '-e', 'setInterval(() => 0, 1000)'];
    const { body } = await exec({ argv, timeoutMs: 300 });
    expect(body).toMatchObject({ status: 'timed-out', signal: 'SIGTERM' });
  });

  it('keeps a bounded part of the output and says so', async () => {
    const argv = [process.execPath, '-e', 'process.stdout.write("x".repeat(3_000_000))'];
    const { body } = await exec({ argv });
    expect(body.truncated).toBe(true);
    expect(body.stdout).toHaveLength(1_048_576);
  });

  it('says why a command could not be started', async () => {
    const { body } = await exec({ argv: ['/no/such/program'] });
    expect(body).toMatchObject({
      status: 'failed',
      exitCode: null,
      error: expect.stringContaining('ENOENT'),
    });
  });

  it('runs a command in the background until it is cancelled', async () => {
    const started = await exec({ argv: [process.execPath, '-e', 'setInterval(() => 0, 1000)'], async: true });
    expect(started).toMatchObject({ status: 202, body: { status: 'running' } });
    const path = `/exec/${started.body.id}`;
    await expect(get(path).then((response) => response.json())).resolves.toMatchObject({ status: 'running' });
    await fetch(running.base + path, { method: 'DELETE', headers: { authorization: `Bearer ${TOKEN}` } });
    let state: ExecState;
    do state = (await (await get(path)).json()) as ExecState;
    while (state.endedAt === null);
    expect(state.status).toBe('cancelled');
    expect((await get('/exec/00000000-0000-0000-0000-000000000000')).status).toBe(404);
  });

  it.each([
    [{}, 422],
    [{ argv: [] }, 422],
    [{ argv: ['a', 1] }, 422],
    [{ argv: 'ls' }, 422],
    [{ argv: ['a\0b'] }, 422],
    [{ argv: ['ls'], timeoutMs: 0 }, 422],
    [{ argv: ['ls'], async: 'yes' }, 422],
    [[], 400],
    [{ argv: ['x'.repeat(300_000)] }, 413],
  ])('refuses %j with a code', async (body, status) => {
    await expect(exec(body)).resolves.toMatchObject({
      status,
      body: { error: { code: expect.any(String) } },
    });
  });
});

describe('a gateway that cannot be started', () => {
  it('ends with 127 and says why', async () => {
    const lines: string[] = [];
    const command = { argv: ['/no/such/program'], environment: {}, workingDirectory: tmpdir() };
    const gateway = new Gateway(command, (_, text) => lines.push(text));
    await expect(gateway.exited).resolves.toBe(127);
    expect(lines.join()).toContain('ENOENT');
  });
});
