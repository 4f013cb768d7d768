import { DomainError } from '@nora/contracts';
import { Transactions, User, recordAudit } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../../core/audit-actor';
import { invalidCode } from '../../second-factor/invalid-code';
import { SecondFactors } from '../../second-factor/second-factors';
import { lastAdmin, lockWithAdmins } from '../last-admin';
import type { DeleteAccountDto, WorkspaceDecisionDto } from './delete-account.dto';
import { Departure, lockPlaces, placesOf } from './departure';
import { fatesOf } from './workspace-decisions';

/** Deletes accounts. What one alone owns is handed over or deleted with it, never left behind. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly transactions: Transactions,
    private readonly factors: SecondFactors,
  ) {}

  /**
   * Deletes the account of whoever asks. Their password was proven before.
   * @throws DomainError `second_factor_invalid`, `last_admin`, `still_owner`, `workspace_not_empty`, `conflict`, `validation_failed`
   */
  deleteOwn(principal: Principal, { workspaces, code }: DeleteAccountDto): Promise<void> {
    // Last, so that a code is used up only by a deletion that takes place.
    return this.delete(principal, principal.userId, workspaces, 'account.delete', (manager, userId) =>
      this.requireCode(manager, userId, code),
    );
  }

  /**
   * Deletes the account of somebody else.
   * @throws DomainError `not_found`, `last_admin`, `still_owner`, `workspace_not_empty`, `conflict`, `validation_failed`
   */
  deleteOther(principal: Principal, userId: string, workspaces: WorkspaceDecisionDto[]): Promise<void> {
    return this.delete(principal, userId, workspaces, 'user.delete', () => Promise.resolve());
  }

  private delete(
    principal: Principal,
    userId: string,
    decisions: WorkspaceDecisionDto[],
    action: 'account.delete' | 'user.delete',
    proof: (manager: EntityManager, userId: string) => Promise<void>,
  ): Promise<void> {
    const actor = auditActorOf(principal);
    return this.transactions.run(async (manager, events) => {
      const { user, isLastAdmin } = await lockWithAdmins(manager, userId);
      if (isLastAdmin) throw lastAdmin();
      const places = await lockPlaces(manager, userId);
      const fates = fatesOf(
        places.filter(({ soleOwner }) => soleOwner),
        decisions,
      );
      await new Departure(manager, events, userId, actor).leave(places, fates);
      await refuseNewPlaces(manager, userId);
      await proof(manager, userId);
      const { email, name, platformRole } = user;
      await manager.delete(User, { id: userId });
      await recordAudit(manager, {
        ...{ actor, action, resourceType: 'user', resourceId: userId, workspaceId: null },
        ...{ before: { email, name, platformRole }, after: null },
        details: { workspaces: fates.map(({ id, successorId }) => ({ id, successorId })) },
      });
    });
  }

  private async requireCode(manager: EntityManager, userId: string, code = ''): Promise<void> {
    if (!(await this.factors.isOn(manager, userId))) return;
    if (!(await this.factors.use(manager, userId, code))) throw invalidCode();
  }
}

/** From here on nothing new can point to the account; what came to point to it until now stands in its way. */
async function refuseNewPlaces(manager: EntityManager, userId: string): Promise<void> {
  await manager.query(`SELECT FROM users WHERE id = $1 FOR UPDATE`, [userId]);
  if ((await placesOf(manager, userId)).length === 0) return;
  throw new DomainError('conflict', 'The account has got into another workspace meanwhile. Try again.');
}
