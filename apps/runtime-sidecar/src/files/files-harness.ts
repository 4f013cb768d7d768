import { chmod, chown, lchown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FILES_ROUTE } from '@nora/runtime-contract';
import { FileRoutes } from './routes';

const NOBODY = 65_534;

/** An answer of the file routes. */
export interface Reply {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** Of JSON; empty for anything else. */
  body: Record<string, unknown>;
}

/** A home with files, and the routes that serve it. */
export class FilesHarness {
  private constructor(
    /** What lies around the home, and must stay as it is. */
    readonly outside: string,
    readonly home: string,
    readonly routes: FileRoutes,
    private readonly server: Server,
  ) {}

  static async start(): Promise<FilesHarness> {
    const outside = await mkdtemp(join(tmpdir(), 'nora-files-'));
    const home = join(outside, 'home');
    const routes = new FileRoutes(home, 'openclaw');
    const server = createServer((request, response) => {
      void routes.answer(request, response, new URL(request.url ?? '/', 'http://sidecar'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const harness = new FilesHarness(outside, home, routes, server);
    await mkdir(harness.path(''), { recursive: true });
    return harness;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.outside, { recursive: true });
  }

  /** Does something as a user who is not above the rights of files, as the sidecar of every agent is not. */
  async asNobody<T>(work: () => Promise<T>): Promise<T> {
    if (process.geteuid?.() !== 0) return work();
    await chmod(this.outside, 0o755);
    for (const entry of await readdir(this.home, { recursive: true, withFileTypes: true })) {
      // A name that is no text cannot be said like this; its directory decides on it anyhow.
      await lchown(join(entry.parentPath, entry.name), NOBODY, NOBODY).catch(() => undefined);
    }
    await chown(this.home, NOBODY, NOBODY);
    process.seteuid?.(NOBODY);
    return work().finally(() => process.seteuid?.(0));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${FILES_ROUTE}`;
  }

  /** Where something in the workspace is on the disk. */
  path(path: string): string {
    return join(this.home, '.openclaw/workspace', path);
  }

  /** Puts a file there as the agent would. */
  async put(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), content);
  }

  get(route: string, query: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
    return this.call('GET', route, query, { headers });
  }

  post(route: string, body: object = {}): Promise<Reply> {
    return this.call('POST', route, {}, { body: JSON.stringify(body) });
  }

  delete(route: string, query: Record<string, string> = {}): Promise<Reply> {
    return this.call('DELETE', route, query);
  }

  write(path: string, content: string | Buffer, headers: Record<string, string>): Promise<Reply> {
    const query = { root: 'workspace', path, most: '1000000' };
    return this.call('PUT', 'content', query, { body: Buffer.from(content), headers });
  }

  async call(
    method: string,
    route: string,
    query: Record<string, string>,
    more: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const url = `${this.url}/${route}?${new URLSearchParams(query).toString()}`;
    const { body = null, headers = {} } = more;
    const response = await fetch(url, {
      method,
      headers,
      body: typeof body === 'string' ? body : body && new Uint8Array(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const parsed = isJson ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, bytes, body: parsed };
  }
}
