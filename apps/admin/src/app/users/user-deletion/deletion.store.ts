import { Injectable, inject, signal } from '@angular/core';
import { AdminService, type TenantDetailDto, type WorkspaceDecisionDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { UserDetail } from '../user.store';

/** A workspace that only the account owns, and whose fate must be decided on. */
export interface OwnedWorkspace {
  id: string;
  name: string;
  agentCount: number;
  /** Other members who can take it over. */
  successors: TenantDetailDto['members'];
}

/** What becomes of a workspace. */
export type WorkspaceDecision = WorkspaceDecisionDto;

/** Deletes an account, and knows what has to be decided before. */
@Injectable()
export class DeletionStore {
  private readonly client = inject(AdminService);
  private readonly open = signal<readonly OwnedWorkspace[] | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly reading = signal(false);

  /** Null while it is not known. */
  readonly undecided = this.open.asReadonly();
  /** Why it is not known what has to be decided. */
  readonly problem = this.fault.asReadonly();
  readonly loading = this.reading.asReadonly();

  /** Reads what has to be decided; true when it is known. */
  async load({ id: userId }: UserDetail): Promise<boolean> {
    this.reading.set(true);
    this.open.set(null);
    this.fault.set(null);
    try {
      const { workspaces } = await firstValueFrom(this.client.getUser({ userId }));
      const owned = workspaces.filter(({ soleOwner }) => soleOwner);
      const tenants = await Promise.all(
        owned.map(({ id: tenantId }) => firstValueFrom(this.client.getTenant({ tenantId }))),
      );
      this.open.set(tenants.filter(isToBeDecided).map((tenant) => toOwned(tenant, userId)));
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.reading.set(false);
    }
  }

  /** Throws what the client throws. */
  async delete({ id: userId }: UserDetail, workspaces: WorkspaceDecision[]): Promise<void> {
    await firstValueFrom(this.client.deleteUser({ userId, body: { workspaces } }));
  }
}

/** An empty personal workspace where nobody else is goes with the account. */
function isToBeDecided({ personal, agentCount, memberCount }: TenantDetailDto): boolean {
  return !personal || agentCount > 0 || memberCount > 1;
}

function toOwned({ id, name, agentCount, members }: TenantDetailDto, ownerId: string): OwnedWorkspace {
  return { id, name, agentCount, successors: members.filter(({ userId }) => userId !== ownerId) };
}
