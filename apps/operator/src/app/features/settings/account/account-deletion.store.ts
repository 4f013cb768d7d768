import { Injectable, computed, inject, signal } from '@angular/core';
import { AccountService, type MemberDto, MembersService } from '@nora/api-client';
import { SessionStore, type UserProblem, WorkspacesStore, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { Proof } from '../proof/proof-form';

/** What becomes of a workspace that only the account owns. */
export type Decision = { transferToUserId: string } | { delete: true };

/** Somebody who can take over a workspace. */
export type Successor = Pick<MemberDto, 'userId' | 'name' | 'email'>;

/** A workspace that only the account owns. */
export interface OwnedWorkspace {
  id: string;
  name: string;
  agentCount: number;
  /** Its other members; null when they could not be read. */
  successors: readonly Successor[] | null;
}

const PAGE = 200;

/** The end of the account: what it leaves behind is decided on before. */
@Injectable()
export class AccountDeletionStore {
  private readonly session = inject(SessionStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly account = inject(AccountService);
  private readonly members = inject(MembersService);
  private readonly list = signal<readonly OwnedWorkspace[]>([]);
  private readonly decided = signal<ReadonlyMap<string, Decision>>(new Map());
  private readonly fault = signal<UserProblem | null>(null);

  readonly me = this.session.me;
  /** Those that have to be decided on; empty until the server has asked. */
  readonly owned = this.list.asReadonly();
  /** Why the members of one of them could not be read. */
  readonly problem = this.fault.asReadonly();
  readonly undecided = computed(() => this.list().filter(({ id }) => !this.decided().has(id)));

  decisionOn(workspaceId: string): Decision | null {
    return this.decided().get(workspaceId) ?? null;
  }

  /** @param decision null takes it back */
  decide(workspaceId: string, decision: Decision | null): void {
    const decisions = new Map(this.decided());
    if (decision) decisions.set(workspaceId, decision);
    else decisions.delete(workspaceId);
    this.decided.set(decisions);
  }

  /**
   * Deletes the account. Throws what the client throws; after `still_owner` the workspaces to decide on are known.
   */
  async delete(proof: Proof): Promise<void> {
    const workspaces = this.list().flatMap(({ id }) => {
      const decision = this.decisionOn(id);
      return decision ? [{ id, ...decision }] : [];
    });
    try {
      await firstValueFrom(this.account.deleteAccount({ body: { ...proof, workspaces } }));
    } catch (error) {
      const problem = toUserProblem(error);
      if (problem.code === 'still_owner') await this.ask(problem.workspaces);
      // What proves the account may have become more in another tab.
      if (problem.code === 'second_factor_invalid') await this.session.verify();
      throw error;
    }
  }

  /** Reads again who could take them over. */
  async refresh(): Promise<void> {
    this.fault.set(null);
    // What they hold decides whether they can be deleted; without it the server says so.
    const counted = this.workspaces.load().catch(() => undefined);
    const read = this.list().map(({ id, name }) => this.read(id, name));
    await counted;
    this.list.set(await Promise.all(read));
  }

  private async ask(named: UserProblem['workspaces']): Promise<void> {
    const known = this.list();
    const added = named.filter(({ id }) => !known.some((workspace) => workspace.id === id));
    this.list.set([
      ...known,
      ...added.map(({ id, name }) => ({ id, name, agentCount: 0, successors: null })),
    ]);
    await this.refresh();
  }

  private async read(id: string, name: string): Promise<OwnedWorkspace> {
    const successors = await this.readSuccessors(id);
    return { id, name, agentCount: this.workspaces.find(id)?.agentCount ?? 0, successors };
  }

  private async readSuccessors(workspaceId: string): Promise<Successor[] | null> {
    const successors: Successor[] = [];
    let cursor: string | undefined;
    try {
      do {
        const page = await firstValueFrom(this.members.listMembers({ workspaceId, limit: PAGE, cursor }));
        successors.push(...page.items.filter(({ userId }) => userId !== this.me()?.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return successors;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return null;
    }
  }
}
