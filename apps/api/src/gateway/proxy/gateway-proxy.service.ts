import { DomainError, type WorkspacePermission } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import { Upgrade, isSafeMethod, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { StreamWatch } from '../../access/stream-watch';
import { auditActorOf } from '../../core/audit-actor';
import { GatewayTargets } from '../target/gateway-targets';
import { ConnectionCaps } from './connection-caps';
import { HttpProxy } from './http-proxy';
import type { ProxyCall } from './proxy-call';
import { upstreamPath } from './upstream-path';
import { WebSocketRelay, type RelayedSocket } from './websocket-relay';

const PERMISSION: WorkspacePermission = 'agents:gateway';
/** Milliseconds after which a request counts as a stream, which must not outlive the right to it. */
const STREAM_AFTER_MS = 500;

const GONE = new Error('the caller has gone');

/** What is to be passed on, and how the caller addressed it. */
export interface Passage {
  request: Request;
  response: Response;
  actor: WorkspaceActor;
  agentId: string;
  /** Path below which the caller finds the gateway, without a slash at its end. */
  basePath: string;
  embedded: boolean;
}

/** Passes on what members of a workspace ask of the gateways of its agents, as far as their role goes. */
@Injectable()
export class GatewayProxyService {
  constructor(
    private readonly targets: GatewayTargets,
    private readonly caps: ConnectionCaps,
    private readonly http: HttpProxy,
    private readonly relay: WebSocketRelay,
    private readonly watch: StreamWatch,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Passes a request on; a WebSocket is joined, and goes on when this has resolved.
   * @returns the WebSocket that was joined; null for a request that was answered
   * @throws DomainError `forbidden`, `malformed_request`, `not_found`, `agent_not_running`, `too_many_requests`,
   * `payload_too_large`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async pass({
    request,
    response,
    actor,
    agentId,
    basePath,
    embedded,
  }: Passage): Promise<RelayedSocket | null> {
    const path = upstreamPath(agentId, request.originalUrl.slice(basePath.length));
    const reads = isSafeMethod(request.method) && Upgrade.of(request) === null;
    const target = await (reads ? this.targets.recent(actor, agentId) : this.targets.for(actor, agentId));
    if (target.role === 'viewer' && !isSafeMethod(request.method)) {
      throw new DomainError('forbidden', 'You may look at the gateway of this agent and change nothing.');
    }
    const giveBack = this.caps.take(actor, agentId);
    const call = { request, response, actor, target, path, basePath, embedded };
    try {
      const upgrade = Upgrade.of(request);
      if (upgrade) {
        const socket = await this.join(call, upgrade);
        void socket.closed.then(giveBack);
        return socket;
      }
      if (!isSafeMethod(request.method)) await this.record(call, 'agent.gateway-request');
      await this.answer(call);
      giveBack();
      return null;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  private async join(call: ProxyCall, upgrade: Upgrade): Promise<RelayedSocket> {
    await this.record(call, 'agent.gateway-connect');
    const socket = await this.relay.join(call, upgrade);
    this.watch.add(socket, call.actor, PERMISSION);
    return socket;
  }

  private async answer(call: ProxyCall): Promise<void> {
    const gone = new AbortController();
    // With a reason of its own: making the usual one takes longer than all the rest.
    call.response.on('close', () => gone.abort(GONE));
    const stream = { signal: gone.signal, end: () => gone.abort() };
    const timer = setTimeout(() => this.watch.add(stream, call.actor, PERMISSION), STREAM_AFTER_MS);
    try {
      await this.http.serve(call, gone.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The query may hold anything, e.g. what somebody searched for: it is left out. */
  private async record({ actor, request, target, path }: ProxyCall, action: string): Promise<void> {
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(actor),
        ...{ action, resourceType: 'agent', resourceId: target.agentId, workspaceId: actor.workspaceId },
        details: { method: request.method, path: path.split('?')[0], role: target.role },
      }),
    );
  }
}
