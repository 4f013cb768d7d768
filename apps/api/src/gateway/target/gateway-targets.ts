import { DomainError, type AgentStatus } from '@nora/contracts';
import { SealedValues } from '@nora/crypto';
import { AgentCredential, sealContext, type AgentEndpoints } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { gatewayHeaderName, gatewayHeaders, type GatewayRole } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BriefMemory } from '../../core/brief-memory';
import { gatewayRoleOf } from './gateway-role';
import { pinRuntimeAddress } from './runtime-address';

/** How the gateway of an agent is reached on behalf of somebody. Nothing of it may reach a browser. */
export interface GatewayTarget {
  agentId: string;
  /** An address, never a name: checked, and to be connected to as it is. */
  host: string;
  port: number;
  role: GatewayRole;
  /** What lets a request in as this role; to be sent last, over whatever the caller sent. */
  headers: Readonly<Record<string, string>>;
  /** The credential among the headers, which no answer may repeat. */
  secret: string;
}

/** Milliseconds for which what was found out of an agent may be used again. */
const RECENT_MS = 500;

interface TargetRow {
  status: AgentStatus;
  endpoints: AgentEndpoints | null;
  gateway_token: string | null;
  /** Whether another agent that runs was recorded at the same place. */
  shared: boolean;
}

const QUERY = `SELECT a.status, a.endpoints, c.gateway_token, EXISTS (
    SELECT 1 FROM agents other WHERE other.id <> a.id AND other.status IN ('running', 'warning')
      AND other.endpoints -> 'gateway' = a.endpoints -> 'gateway') AS shared
  FROM agents a LEFT JOIN agent_credentials c ON c.agent_id = a.id
  WHERE a.id = $1 AND a.workspace_id = $2`;

/** What is the same for every role, and what each is let in by. */
type Found = Pick<GatewayTarget, 'host' | 'port' | 'secret'> & {
  headers: Record<GatewayRole, Readonly<Record<string, string>>>;
};

/** Turns agents into connections to their gateways: the one place that does. */
@Injectable()
export class GatewayTargets {
  private readonly known = new BriefMemory<Found>(RECENT_MS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedValues,
  ) {}

  /**
   * The gateway of an agent, for somebody of the agent's workspace.
   * @throws DomainError `not_found`, `agent_not_running`, `runtime_refused`, `runtime_unreachable`
   */
  async for(actor: WorkspaceActor, agentId: string): Promise<GatewayTarget> {
    return this.as(gatewayRoleOf(actor), actor.workspaceId, agentId);
  }

  /** The same as it was within the last half second: pages ask for dozens of files at once. */
  async recent(actor: WorkspaceActor, agentId: string): Promise<GatewayTarget> {
    const { workspaceId } = actor;
    const found = await this.known.get(`${workspaceId} ${agentId}`, () => this.read(workspaceId, agentId));
    return targetOf(found, agentId, gatewayRoleOf(actor));
  }

  /** The same in a given role. */
  async as(role: GatewayRole, workspaceId: string, agentId: string): Promise<GatewayTarget> {
    return targetOf(await this.read(workspaceId, agentId), agentId, role);
  }

  private async read(workspaceId: string, agentId: string): Promise<Found> {
    const [row] = await this.dataSource.query<TargetRow[]>(QUERY, [agentId, workspaceId]);
    if (!row) throw new DomainError('not_found', 'There is no such agent.');
    const { status, endpoints, gateway_token: token, shared } = row;
    if ((status !== 'running' && status !== 'warning') || !endpoints || token === null) {
      throw new DomainError('agent_not_running', `The agent is ${status}. Start it, then try again.`);
    }
    if (shared) {
      throw new DomainError('runtime_refused', 'Another agent is recorded at the same address. Redeploy it.');
    }
    const opened = this.sealed.open(token, sealContext(AgentCredential, 'gatewayToken', agentId));
    const headersOf = (role: GatewayRole) => gatewayHeaders(opened, role);
    return {
      ...(await pinRuntimeAddress(endpoints.gateway)),
      secret: gatewayHeaderName(opened),
      headers: { viewer: headersOf('viewer'), editor: headersOf('editor'), admin: headersOf('admin') },
    };
  }
}

function targetOf({ headers, ...found }: Found, agentId: string, role: GatewayRole): GatewayTarget {
  return { ...found, agentId, role, headers: headers[role] };
}

/** What an agent says that was deployed when its gateway still took a token. */
export function deployedByOlderRelease(): DomainError {
  return new DomainError(
    'runtime_refused',
    'The agent does not know this Nora: it was deployed by an older release. Redeploy it.',
  );
}
