import type { IncomingMessage, ServerResponse } from 'node:http';
import { FILES_HEADER, FILES_ROUTE, FILE_ROOTS, type RuntimeFamily } from '@nora/runtime-contract';
import { problemOf, send } from '../answer';
import { readJsonBody } from '../body';
import { refusal } from '../http-error';
import { sendArchive } from './archive';
import { sendContent, sendFile } from './content';
import { toRefusal } from './fs-errors';
import { listDirectory } from './list';
import { Mover } from './move';
import { Places } from './places';
import { Trash } from './trash';
import { Turns } from './turns';
import { type Condition, Writer } from './write';

/** Milliseconds that a sender of a file may be silent. */
const SILENT_MS = 60_000;
const SWEEP_EVERY_MS = 3_600_000;

/** A request below the route of files. */
interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
}

/** Serves the roots of a runtime's home. */
export class FileRoutes {
  private readonly places: Places;
  private readonly trash: Trash;
  private readonly writer: Writer;
  private readonly mover: Mover;

  /** @param home of the runtime, on the disk */
  constructor(home: string, family: RuntimeFamily) {
    const turns = new Turns();
    this.places = new Places(home, FILE_ROOTS[family]);
    this.trash = new Trash(this.places, turns);
    this.writer = new Writer(this.places, turns);
    this.mover = new Mover(this.places, this.trash, turns);
  }

  /** Removes what an earlier sidecar left over, and goes on emptying the trash of what is too old. */
  async start(): Promise<void> {
    await this.trash.clearDrafts();
    await this.trash.sweep();
    setInterval(() => {
      this.trash.sweep().catch((error: unknown) => problemOf(error));
    }, SWEEP_EVERY_MS).unref();
  }

  /** Whether a request is for these routes. */
  serves({ pathname }: URL): boolean {
    return pathname.startsWith(`${FILES_ROUTE}/`);
  }

  /** Answers a request; what goes wrong when an answer has begun breaks it off. */
  async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    response.setHeader(FILES_HEADER, '1');
    response.setHeader('cache-control', 'no-store');
    try {
      await this.route(`${request.method} ${url.pathname.slice(FILES_ROUTE.length + 1)}`, {
        ...{ request, response, query: url.searchParams },
      });
    } catch (error) {
      // Whoever is refused while sending is read to the end, and hears why.
      request.resume();
      if (response.destroyed) return;
      if (response.headersSent) response.destroy();
      else send(response, problemOf(toRefusal(error)));
    }
  }

  private async route(route: string, asked: Asked): Promise<void> {
    const { request, response, query } = asked;
    const [, act, trashId] = /^(POST|DELETE) trash\/([0-9a-f-]{36})(?:\/restore)?$/.exec(route) ?? [];
    if (trashId && act) return this.inTrash(route, trashId, response);
    switch (route) {
      case 'GET list':
        return this.list(asked);
      case 'GET content':
        return this.content(asked);
      case 'GET download':
        return this.download(asked);
      case 'PUT content':
        return this.write(asked);
      case 'DELETE entry': {
        const place = this.places.parseWritable(query.get('root'), query.get('path'));
        return send(response, { status: 200, body: await this.trash.delete(place) });
      }
      case 'POST directories': {
        const { root, path } = await readJsonBody(request);
        const place = this.places.parseWritable(root, path);
        return send(response, { status: 201, body: await this.mover.makeDirectory(place) });
      }
      case 'POST move': {
        const { root, from, to, overwrite } = await readJsonBody(request);
        const [source, target] = [from, to].map((path) => this.places.parseWritable(root, path));
        if (!source || !target) return;
        const body = await this.mover.move(source, target, overwrite === true);
        return send(response, { status: 200, body });
      }
      case 'GET trash': {
        const body = await this.trash.list(limitOf(query), query.get('cursor'));
        return send(response, { status: 200, body });
      }
      default:
        throw refusal('not_found', 'There is no such route.');
    }
  }

  private async inTrash(route: string, id: string, response: ServerResponse): Promise<void> {
    if (route.startsWith('POST') && route.endsWith('/restore')) {
      send(response, { status: 200, body: await this.trash.restore(id) });
    } else if (route.startsWith('DELETE') && !route.endsWith('/restore')) {
      await this.trash.purge(id);
      send(response, { status: 200, body: {} });
    } else {
      throw refusal('not_found', 'There is no such route.');
    }
  }

  private async list({ response, query }: Asked): Promise<void> {
    const place = this.places.parse(query.get('root'), query.get('path') ?? '');
    const [limit, cursor] = [limitOf(query), query.get('cursor')];
    const body = await this.places
      .inDirectory(place, (directory) => listDirectory(directory, place.names, limit, cursor))
      .catch((error: unknown) => {
        // A root that the runtime has not made yet holds nothing.
        const refused = toRefusal(error);
        const isAbsent = refused instanceof Error && 'code' in refused && refused.code === 'not_found';
        if (isAbsent && place.names.length === 0) return { items: [], nextCursor: null };
        throw error;
      });
    send(response, { status: 200, body });
  }

  private content({ response, query }: Asked): Promise<void> {
    const place = this.places.parse(query.get('root'), query.get('path'));
    const most = bytesOf(query, 'most');
    return this.places.at(place, (parent, name) => sendContent(parent, name, most, response));
  }

  private async download({ request, response, query }: Asked): Promise<void> {
    const place = this.places.parse(query.get('root'), query.get('path') ?? '');
    const { range, 'if-range': ifRange } = request.headers;
    const isDirectory = await this.isDirectory(place);
    if (!isDirectory) {
      const asked = { range, ifRange: typeof ifRange === 'string' ? ifRange : undefined };
      return this.places.at(place, (parent, name) => sendFile(parent, name, asked, response));
    }
    const top = place.names.at(-1) ?? place.root.id;
    return this.places.inDirectory(place, (directory) => sendArchive(directory, top, response));
  }

  private async isDirectory(place: ReturnType<Places['parse']>): Promise<boolean> {
    if (place.names.length === 0) return true;
    return this.places.at(place, async (parent, name) => (await parent.stat(name))?.isDirectory() ?? false);
  }

  private async write({ request, response, query }: Asked): Promise<void> {
    const place = this.places.parseWritable(query.get('root'), query.get('path'));
    const condition = conditionOf(request);
    request.setTimeout(SILENT_MS, () => request.destroy());
    const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const body = await this.writer.write(place, { pieces, most: bytesOf(query, 'most'), condition });
    send(response, { status: 200, body });
  }
}

function conditionOf({ headers }: IncomingMessage): Condition {
  if (headers['if-none-match'] === '*') return 'absent';
  const etag = headers['if-match'];
  if (etag === undefined) throw refusal('precondition_required', 'It must be said what is replaced.');
  return { etag };
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 50);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return limit;
  throw refusal('validation_failed', 'limit must be a whole number from 1 to 200.');
}

function bytesOf(query: URLSearchParams, name: string): number {
  const bytes = Number(query.get(name) ?? NaN);
  if (Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  throw refusal('validation_failed', `${name} must be a number of bytes.`);
}
