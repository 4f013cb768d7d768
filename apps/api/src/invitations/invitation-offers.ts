import { DomainError } from '@nora/contracts';
import {
  Transactions,
  WorkspaceInvitation,
  WorkspaceMember,
  addMember,
  lockWorkspace,
  noteEffect,
  recordAudit,
} from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import type { WorkspaceDto } from '../workspaces/dto/workspace.dto';
import { WorkspacesService } from '../workspaces/workspaces.service';
import type { InvitationOfferDto } from './dto/invitation.dto';
import { InvitationTokens } from './invitation-tokens';
import { toOfferDto } from './invitations.mapper';
import { InvitationsRepository, type InvitationRow } from './invitations.repository';

/**
 * Invitations as those see them who hold their link. The link alone proves no address: the inviter was shown it too.
 * So whoever accepts is a member, and their address is as much verified as before.
 */
@Injectable()
export class InvitationOffers {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly tokens: InvitationTokens,
    private readonly workspaces: WorkspacesService,
    private readonly transactions: Transactions,
  ) {}

  /** @throws DomainError `not_found`, `link_used`, `invitation_revoked`, `link_expired` */
  async check(token: string): Promise<InvitationOfferDto> {
    const row = requireKnown(await this.invitations.findByToken(this.tokens.hash(token)));
    refuseUnlessPending(row);
    return toOfferDto(row);
  }

  /** Whether a link offers a membership to this address now. */
  async isOffered(token: string, email: string): Promise<boolean> {
    const row = await this.invitations.findByToken(this.tokens.hash(token));
    return row?.state === 'pending' && row.email === email;
  }

  /**
   * Makes the caller a member, and uses the invitation up. Of several who try at once one succeeds.
   * @throws DomainError `not_found`, `link_used`, `invitation_revoked`, `link_expired`, `invitation_for_another`,
   * `already_member`
   */
  async accept(principal: Principal, token: string): Promise<WorkspaceDto> {
    const { userId } = principal;
    const hash = this.tokens.hash(token);
    const { id, email, workspace_id: workspaceId } = requireKnown(await this.invitations.findByToken(hash));
    if (email !== principal.email) await this.refuseAnother(principal, workspaceId, id);
    await this.transactions.run(async (manager, events) => {
      await this.requireOffer(manager, hash, userId);
      await lockWorkspace(manager, workspaceId);
      // What was read before the lock may be over by now.
      const { role } = await this.requireOffer(manager, hash, userId);
      await noteEffect(manager, {});
      await addMember(manager, events, { workspaceId, userId }, role);
      await manager.update(WorkspaceInvitation, { id }, { acceptedAt: new Date(), acceptedById: userId });
      await recordAudit(manager, {
        ...{ actor: auditActorOf(principal), action: 'invitation.accept', workspaceId },
        ...{ resourceType: 'invitation', resourceId: id, before: null, after: { userId, role } },
      });
    });
    return this.workspaces.get({ userId, workspaceId });
  }

  /** The invitation behind a link, as long as it makes this account a member. */
  private async requireOffer(manager: EntityManager, hash: string, userId: string): Promise<InvitationRow> {
    const row = requireKnown(await this.invitations.findByToken(hash, manager));
    if (await manager.existsBy(WorkspaceMember, { workspaceId: row.workspace_id, userId })) {
      throw new DomainError('already_member', 'You are a member of this workspace already.');
    }
    refuseUnlessPending(row);
    return row;
  }

  private async refuseAnother(principal: Principal, workspaceId: string, id: string): Promise<never> {
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor: auditActorOf(principal), action: 'invitation.accept', workspaceId },
        ...{ resourceType: 'invitation', resourceId: id, outcome: 'refused' },
      }),
    );
    const message = 'This invitation is for another e-mail address. Sign in with the account that has it.';
    throw new DomainError('invitation_for_another', message);
  }
}

function requireKnown(row: InvitationRow | null): InvitationRow {
  if (row) return row;
  throw new DomainError('not_found', 'There is no such invitation. Its link may have been renewed.');
}

function refuseUnlessPending({ state }: InvitationRow): void {
  if (state === 'pending') return;
  if (state === 'accepted') throw new DomainError('link_used', 'This invitation was accepted already.');
  if (state === 'expired')
    throw new DomainError('link_expired', 'This invitation has expired. Ask for a new one.');
  throw new DomainError('invitation_revoked', 'This invitation was withdrawn. Ask for a new one.');
}
