import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { EmbedGrants, type EmbedGrant } from '../../access/embed-grants';
import { auditActorOf } from '../../core/audit-actor';
import { GatewayTargets } from '../target/gateway-targets';

/** Opens the pages of agents' gateways. */
@Injectable()
export class EmbedService {
  constructor(
    private readonly targets: GatewayTargets,
    private readonly grants: EmbedGrants,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Opens the pages of an agent's gateway for a session, or keeps them open.
   * @param known what the browser was given before
   * @throws DomainError `not_found`, `agent_not_running`, `runtime_refused`, `runtime_unreachable`, `session_required`
   */
  async open(actor: WorkspaceActor, agentId: string, known: string | null): Promise<EmbedGrant> {
    const { credential, workspaceId } = actor;
    if (credential.kind !== 'session') {
      throw new DomainError(
        'session_required',
        'Pages are opened in a session; an API key asks the gateway itself.',
      );
    }
    const { role } = await this.targets.for(actor, agentId);
    return this.transactions.run(async (manager) => {
      const grant = await this.grants.open(manager, credential.id, agentId, known);
      if (grant.isNew) {
        await recordAudit(manager, {
          actor: auditActorOf(actor),
          ...{ action: 'agent.gateway-open', resourceType: 'agent', resourceId: agentId, workspaceId },
          details: { role },
        });
      }
      return grant;
    });
  }
}
