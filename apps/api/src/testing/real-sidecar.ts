import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Agent, AgentCredential, sealContext } from '@nora/domain';
import { RUNTIME_PATHS, renderBootstrap } from '@nora/runtime-contract';
import type { TestApi } from './test-api';

const CHECKOUT = resolve(__dirname, '../../../..');

/** Stands in for OpenClaw, which the file routes have nothing to do with: lives until it is told to end. */
const GATEWAY = `setInterval(() => undefined, 60_000); process.on('SIGTERM', () => process.exit(0));`;

/** The sidecar as it ships, beside a gateway that does nothing, as the runtime of an agent. */
export class RealSidecar {
  private constructor(
    /** What lies around the home. */
    readonly outside: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<void>,
  ) {}

  /** Builds and starts it, and records it as the runtime of an agent. */
  static async start(api: TestApi, agentId: string): Promise<RealSidecar> {
    const outside = await mkdtemp(join(tmpdir(), 'nora-sidecar-'));
    const [home, runtime, built] = [join(outside, 'home'), join(outside, 'runtime'), join(outside, 'built')];
    await promisify(execFile)(process.execPath, [
      ...[join(CHECKOUT, 'tools/build-node.mjs'), 'runtime-sidecar', built],
    ]);
    const ports = { sidecar: await freePort(), gateway: await freePort() };
    const files = renderBootstrap({
      ...{ agentId, agentName: 'Ada', target: 'process', noraUrl: 'http://127.0.0.1:9' },
      ...{ listen: { bind: 'loopback', ports }, controlPlaneAddresses: ['127.0.0.1'] },
      model: { kind: 'demo', model: 'demo-1', delivery: 'gateway', baseUrl: null },
      variables: {},
      secrets: { sidecarToken: await tokenOf(api, agentId), gatewayToken: 'gateway', modelKey: 'model' },
    });
    const gateway = { path: '../runtime/node_modules/openclaw/openclaw.mjs', content: GATEWAY, mode: 0o644 };
    for (const { path, content, mode } of [...files, gateway]) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), content, { mode });
    }
    await mkdir(join(home, RUNTIME_PATHS.workspace));
    const argv = [join(built, 'main.js'), '--home', home, '--runtime', runtime];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit'], env: {} });
    const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
    await answering(`http://127.0.0.1:${ports.sidecar}/health`);
    const at = (port: number) => ({ host: '127.0.0.1', port });
    const endpoints = { sidecar: at(ports.sidecar), gateway: at(ports.gateway) };
    await api.dataSource.manager.update(Agent, { id: agentId }, { status: 'running', endpoints });
    return new RealSidecar(outside, child, ended);
  }

  /** Where something in the workspace is on the disk. */
  path(path: string): string {
    return join(this.outside, 'home/.openclaw/workspace', path);
  }

  /** Most bytes that were resident since the start or the last call, in bytes. */
  async peakMemory(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    // A 5 there sets the mark back.
    await writeFile(`/proc/${this.child.pid}/clear_refs`, '5');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
    await rm(this.outside, { recursive: true });
  }
}

async function tokenOf({ dataSource, sealed }: TestApi, agentId: string): Promise<string> {
  const { sidecarToken } = await dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
  return sealed.open(sidecarToken, sealContext(AgentCredential, 'sidecarToken', agentId));
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  await new Promise((settle) => server.close(settle));
  return port;
}

async function answering(url: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; ;) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error('the sidecar does not answer');
    await new Promise((settle) => setTimeout(settle, 50));
  }
}
