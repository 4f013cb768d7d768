import { DomainError } from '@nora/contracts';
import {
  Transactions,
  WorkspaceInvitation,
  lockWorkspace,
  noteEffect,
  recordAudit,
  requirePermission,
} from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import { InvitationMail } from './invitation-mail';
import { InvitationTokens } from './invitation-tokens';
import type { CreatedInvitationDto, InvitationDto } from './dto/invitation.dto';
import type { InviteDto } from './dto/write-invitation.dto';
import { toInvitationDto } from './invitations.mapper';
import { InvitationsRepository, type InvitationRow } from './invitations.repository';

const SORT = '-createdAt';
const LIFETIME_DAYS = 7;

/** Invitations into a workspace, for those who manage its members. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly tokens: InvitationTokens,
    private readonly mail: InvitationMail,
    private readonly transactions: Transactions,
  ) {}

  /** Newest first, with those that have ended. */
  async list(workspaceId: string, { limit, cursor }: PageQueryDto): Promise<Page<InvitationDto>> {
    const before = decodeCursor(cursor, SORT);
    const rows = await this.invitations.list(workspaceId, before?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toInvitationDto), nextCursor };
  }

  /** @throws DomainError `not_found`, `forbidden`, `already_member`, `conflict` while one of the address is pending */
  async invite(actor: WorkspaceActor, { email, role }: InviteDto): Promise<CreatedInvitationDto> {
    const { workspaceId, userId: invitedById } = actor;
    const { hash: tokenHash, url } = this.tokens.mint();
    const id = await this.transactions.run(async (manager) => {
      await this.begin(manager, actor);
      await this.refuseMember(manager, workspaceId, email);
      await this.makeWay(manager, workspaceId, email);
      const expiresAt = inDays(LIFETIME_DAYS);
      const fields = { workspaceId, email, role, tokenHash, expiresAt, invitedById };
      const invitation = manager.create(WorkspaceInvitation, fields);
      await manager.insert(WorkspaceInvitation, invitation);
      await record(manager, actor, 'create', invitation.id, {
        before: null,
        after: { email, role, expiresAt },
      });
      return invitation.id;
    });
    return this.created(actor, id, url);
  }

  /**
   * A new link and new days, on behalf of the caller. The old link is worth nothing any more.
   * @throws DomainError `not_found`, `forbidden`, `already_member`, `conflict` when it was accepted or withdrawn
   */
  async renew(actor: WorkspaceActor, invitationId: string): Promise<CreatedInvitationDto> {
    const { workspaceId, userId: invitedById } = actor;
    const { hash: tokenHash, url } = this.tokens.mint();
    await this.transactions.run(async (manager) => {
      const row = await this.beginWith(manager, actor, invitationId);
      if (row.withdrawn) throw new DomainError('conflict', 'This invitation was withdrawn. Invite again.');
      refuseAccepted(row);
      await this.refuseMember(manager, workspaceId, row.email);
      const expiresAt = inDays(LIFETIME_DAYS);
      await manager.update(WorkspaceInvitation, { id: row.id }, { tokenHash, expiresAt, invitedById });
      await record(manager, actor, 'renew', row.id, {
        before: { email: row.email, expiresAt: row.expires_at, invitedById: row.inviter_id },
        after: { email: row.email, expiresAt, invitedById },
      });
    });
    return this.created(actor, invitationId, url);
  }

  /** @throws DomainError `not_found`, `forbidden`, `conflict` when it was accepted */
  async revoke(actor: WorkspaceActor, invitationId: string): Promise<void> {
    await this.transactions.run(async (manager) => {
      const row = await this.beginWith(manager, actor, invitationId);
      await noteEffect(manager, {});
      refuseAccepted(row);
      if (row.withdrawn) return;
      const revokedAt = new Date();
      await manager.update(WorkspaceInvitation, { id: row.id }, { revokedAt });
      const { email, role } = row;
      await record(manager, actor, 'revoke', row.id, {
        before: { email, role, revokedAt: null },
        after: { email, role, revokedAt },
      });
    });
  }

  private async begin(manager: EntityManager, actor: WorkspaceActor): Promise<void> {
    await lockWorkspace(manager, actor.workspaceId);
    await requirePermission(manager, actor, 'members:manage');
  }

  private async beginWith(
    manager: EntityManager,
    actor: WorkspaceActor,
    invitationId: string,
  ): Promise<InvitationRow> {
    await this.begin(manager, actor);
    const row = await this.invitations.find(actor.workspaceId, invitationId, manager);
    if (row) return row;
    throw new DomainError('not_found', 'There is no such invitation in this workspace.');
  }

  private async refuseMember(manager: EntityManager, workspaceId: string, email: string): Promise<void> {
    if (!(await this.invitations.isMember(manager, workspaceId, email))) return;
    throw new DomainError('already_member', `${email} is a member of this workspace already.`);
  }

  /** An address has one open invitation. One that cannot be accepted any more makes way for a new one. */
  private async makeWay(manager: EntityManager, workspaceId: string, email: string): Promise<void> {
    const open = await this.invitations.findOpen(manager, workspaceId, email);
    if (open?.state === 'pending') {
      const message = `${email} is invited already. Renew that invitation, or withdraw it first.`;
      throw new DomainError('conflict', message);
    }
    if (open) await manager.update(WorkspaceInvitation, { id: open.id }, { revokedAt: new Date() });
  }

  private async created(
    { workspaceId, email: inviter }: WorkspaceActor,
    invitationId: string,
    url: string,
  ): Promise<CreatedInvitationDto> {
    const row = await this.invitations.find(workspaceId, invitationId);
    if (!row) throw new DomainError('not_found', 'The invitation is gone.');
    const { email, role } = row;
    const mailed = await this.mail.send({ email, role, inviter, url });
    return { invitation: toInvitationDto(row), url, mailed };
  }
}

function record(
  manager: EntityManager,
  actor: WorkspaceActor,
  act: 'create' | 'renew' | 'revoke',
  resourceId: string,
  change: { before: object | null; after: object },
): Promise<void> {
  const what = { action: `invitation.${act}`, resourceType: 'invitation', resourceId };
  return recordAudit(manager, {
    ...{ actor: auditActorOf(actor), workspaceId: actor.workspaceId, ...what, ...change },
  });
}

function refuseAccepted({ state }: InvitationRow): void {
  if (state === 'accepted') throw new DomainError('conflict', 'This invitation was accepted already.');
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 24 * 3_600_000);
}
