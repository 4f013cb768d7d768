import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import type { ApiRequest } from '@nora/mcp';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { memoryConnection } from './memory-connection';

const WITHOUT_BODY = [204, 205, 304];

/** On whose behalf this API calls itself. */
export interface OnBehalfOf {
  /** Value of the `Authorization` header. */
  authorization: string;
  /** Where the caller is. */
  address: string | null;
}

/**
 * Calls this API as its callers do, through everything that a request passes, without a network in between. The
 * connection is made in memory and says where the real caller is: no header has to be believed for that, so that
 * nobody else can say the same.
 */
@Injectable()
export class OwnApi {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Rejects when there is no answer. */
  call(
    { authorization, address }: OnBehalfOf,
    { method, path, headers, body, signal }: ApiRequest,
  ): Promise<Response> {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        ...{ method, path, signal },
        headers: {
          ...headers,
          ...{ authorization, host: 'localhost' },
          ...(bytes && { 'content-length': bytes.byteLength }),
        },
        createConnection: () => this.connection(address),
      });
      request.once('response', (answer) => resolve(responseOf(answer)));
      request.once('error', reject);
      request.end(bytes);
    });
  }

  private connection(address: string | null): Duplex {
    const listener = this.host.httpAdapter.getHttpServer() as Server;
    const connection = memoryConnection(address ?? '');
    listener.emit('connection', connection.server);
    return connection.client;
  }
}

function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 500 } = answer;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  if (WITHOUT_BODY.includes(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(answer), { status, headers });
}
