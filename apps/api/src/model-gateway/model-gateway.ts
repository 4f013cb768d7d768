import type { IncomingMessage, ServerResponse } from 'node:http';
import { ModelGatewaySettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import { sendRefusal } from './answer/send-refusal';
import { Callers, type Caller } from './callers';
import { unknownKey } from './calls/admissions';
import type { Exchange } from './calls/carried-call';
import { ModelCalls } from './calls/model-calls';
import { modelListOf } from './model-lists';
import { readCall } from './request/asked-call';
import { BodyRoom, type BodyPlace } from './request/body-room';
import { gatewayRoute, type GatewayRoute } from './request/gateway-route';
import { presentedKey } from './request/presented-key';
import { readBody, type UnreadBody } from './request/read-body';
import { MODEL_APIS } from './shapes';
import type { ModelApi, Refusal } from './shapes/model-api';

const MIB = 1024 * 1024;

/**
 * Models, for agents: in the APIs of their providers, with a key of Nora's own instead of the provider's, and no
 * further than the budgets go (ADR 0030).
 */
@Injectable()
export class ModelGateway {
  private readonly room: BodyRoom;

  constructor(
    private readonly callers: Callers,
    private readonly calls: ModelCalls,
    private readonly settings: ModelGatewaySettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.room = new BodyRoom(settings.bodyLimitMb * MIB);
  }

  /** Answers one request; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = gatewayRoute(request.method ?? '', request.url ?? '');
    const api = MODEL_APIS[route?.shape ?? 'openai-chat'];
    try {
      if (!route) refuseUnread(response, api, nothingHere());
      else await this.answer(request, response, route);
    } catch (error) {
      this.fail(error, response, api);
    }
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    route: GatewayRoute,
  ): Promise<void> {
    const startedAt = performance.now();
    const api = MODEL_APIS[route.shape];
    const key = presentedKey(request);
    const caller = key && (await this.callers.find(key, request.socket.remoteAddress ?? ''));
    if (!caller) return refuseUnread(response, api, unknownKey());
    if (route.act === 'list') return await this.list(caller, response, route);
    const place = this.room.open(caller.route.agentId);
    try {
      await this.carry(caller, route, { request, response }, place, startedAt);
    } finally {
      place.leave();
    }
  }

  private async carry(
    caller: Caller,
    route: GatewayRoute,
    exchange: Exchange,
    place: BodyPlace,
    startedAt: number,
  ): Promise<void> {
    const { request, response } = exchange;
    const api = MODEL_APIS[route.shape];
    const body = await readBody(request, this.settings.bodyLimitMb * MIB, place);
    if (!Buffer.isBuffer(body)) return refuseUnread(response, api, UNREAD[body](this.settings.bodyLimitMb));
    const asked = readCall(route, body);
    if ('code' in asked) return sendRefusal(response, api, asked);
    const fault = await this.calls.carry(caller, asked, exchange, startedAt);
    if (fault !== null) this.logger.error({ error: fault }, 'a call of a model failed');
  }

  /** What was looked up before may not hold any more, and no ledger proves it here. */
  private async list(caller: Caller, response: ServerResponse, route: GatewayRoute): Promise<void> {
    const now = await caller.again();
    if (now) sendJson(response, modelListOf(now.route, route));
    else sendRefusal(response, MODEL_APIS[route.shape], unknownKey());
  }

  private fail(error: unknown, response: ServerResponse, api: ModelApi): void {
    // Who has gone while it was still asking is no fault.
    if (response.destroyed) return;
    this.logger.error({ error }, 'a call of a model failed');
    const message = 'Nora could not carry this call. Its log says more.';
    sendRefusal(response, api, { status: 500, code: 'internal_error', message });
  }
}

/** Refuses without having read all of the request: the connection is of no further use. */
function refuseUnread(response: ServerResponse, api: ModelApi, refusal: Refusal): void {
  response.setHeader('connection', 'close');
  sendRefusal(response, api, refusal);
}

function sendJson(response: ServerResponse, document: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(document));
}

function nothingHere(): Refusal {
  return { status: 404, code: 'not_found', message: 'There is nothing at this address.' };
}

const UNREAD: Record<UnreadBody, (mib: number) => Refusal> = {
  'too-large': (mib) => ({ status: 413, code: 'too_large', message: `A request may have ${mib} MiB.` }),
  'no-room': () => ({
    ...{ status: 429, code: 'too_many_calls', resetsAt: new Date(Date.now() + 1_000) },
    message:
      'So many large requests are under way that there is no room for this one. Ask again in a moment.',
  }),
};
