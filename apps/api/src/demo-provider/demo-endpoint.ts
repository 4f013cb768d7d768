import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import {
  DEMO_MODEL,
  PIECE_PAUSE_MS,
  completion,
  completionChunks,
  readRequest,
  type CompletionRequest,
} from './completion';
import { ModelKeyHolders } from './model-key-holders';

/** Bytes of one request; runtimes send their whole context and all their tools. */
const REQUEST_LIMIT = 16 * 1024 * 1024;

/** The demo model over HTTP, in the form of OpenAI: for agents, each with its own key, and for nobody else. */
@Injectable()
export class DemoEndpoint {
  constructor(
    private readonly holders: ModelKeyHolders,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Answers one request; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.route(request, response);
    } catch (error) {
      this.logger.error({ error }, 'the demo model failed');
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The demo model failed.');
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const route = `${request.method ?? ''} ${path}`;
    const isModels = route === 'GET /demo/v1/models';
    if (!isModels && route !== 'POST /demo/v1/chat/completions') {
      refuse(response, 404, 'There is nothing at this address.');
      return;
    }
    const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const agentId = key === undefined ? null : await this.holders.find(key);
    if (agentId === null) {
      refuse(response, 401, 'Present the model key of a living agent.');
      return;
    }
    if (isModels) {
      answer(response, 200, {
        object: 'list',
        data: [{ id: DEMO_MODEL, object: 'model', owned_by: 'nora' }],
      });
      return;
    }
    await this.complete(request, response);
  }

  private async complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === null) {
      refuse(response, 413, 'The request is too large.');
      return;
    }
    const wanted = readRequest(parse(body));
    if (!wanted) refuse(response, 400, 'The request must be a JSON object with “messages”.');
    else if (wanted.stream) await stream(wanted, response);
    else answer(response, 200, completion(wanted));
  }
}

async function stream(request: CompletionRequest, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  for (const chunk of completionChunks(request)) {
    if (gone.signal.aborted) return;
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    await sleep(PIECE_PAUSE_MS);
  }
  response.end('data: [DONE]\n\n');
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped, so that the caller gets to see the refusal.
    if (length <= REQUEST_LIMIT) chunks.push(chunk);
  }
  return length > REQUEST_LIMIT ? null : Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answer(response, status, {
    error: { message, type: status === 401 ? 'authentication_error' : 'invalid_request_error' },
  });
}
