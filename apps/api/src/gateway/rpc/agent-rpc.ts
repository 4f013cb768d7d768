import type { WorkspaceActor } from '@nora/http-kit';
import type { GatewayRole } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { GatewayTargets } from '../target/gateway-targets';
import { gatewayRoleOf } from '../target/gateway-role';
import { rpcFailure } from './rpc-errors';
import type { RpcMethod, RpcMethods } from './rpc-methods';
import { RpcPool, type RpcLease } from './rpc-pool';

/** Whose gateway is called, and as what. */
export interface RpcCaller {
  workspaceId: string;
  agentId: string;
  role: GatewayRole;
}

/** As whom somebody calls the gateway of an agent. */
export function callerOf(actor: WorkspaceActor, agentId: string): RpcCaller {
  return { workspaceId: actor.workspaceId, agentId, role: gatewayRoleOf(actor) };
}

/** The RPC of agents' gateways, for those who may use it. */
@Injectable()
export class AgentRpc {
  constructor(
    private readonly targets: GatewayTargets,
    private readonly pool: RpcPool,
  ) {}

  /**
   * A connection to hold for a while; to be released.
   * @throws DomainError `not_found`, `agent_not_running`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async connect({ workspaceId, agentId, role }: RpcCaller): Promise<RpcLease> {
    const target = await this.targets.as(role, workspaceId, agentId);
    try {
      return await this.pool.lease(`${agentId} ${role}`, target);
    } catch (error) {
      throw rpcFailure(error);
    }
  }

  /** One call. @throws what `connect` throws, and what the gateway refuses with, for `rpcFailure` */
  async ask<M extends RpcMethod>(caller: RpcCaller, method: M, params: RpcMethods[M]): Promise<unknown> {
    const { rpc, release } = await this.connect(caller);
    try {
      return await rpc.request(method, params);
    } finally {
      release();
    }
  }

  /** The same, with every failure translated. */
  async call<M extends RpcMethod>(caller: RpcCaller, method: M, params: RpcMethods[M]): Promise<unknown> {
    try {
      return await this.ask(caller, method, params);
    } catch (error) {
      throw rpcFailure(error);
    }
  }
}
