import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type MemberDto, MembersService } from '@nora/api-client';
import type { WorkspaceRole } from '@nora/contracts';
import { KeysetList, LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

/** An account as a member of a workspace. */
export type Member = MemberDto;

/** Which members are looked at. */
export interface MemberQuestion {
  workspaceId: string;
  /** Part of the name or e-mail address; empty for all. */
  q: string;
}

const PAGE = 100;
const SETTLE_MS = 300;

/** The members of a workspace, kept true by the event stream. */
@Injectable()
export class MembersStore {
  private readonly client = inject(MembersService);
  private readonly pages = new KeysetList<MemberQuestion, Member>(
    ({ workspaceId, q }, cursor) =>
      firstValueFrom(this.client.listMembers({ workspaceId, q: q || undefined, limit: PAGE, cursor })),
    ({ userId }) => userId,
  );
  private readonly busy = signal<ReadonlySet<string>>(new Set());
  private readonly fault = signal<UserProblem | null>(null);
  private workspaceId = '';

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  /** Why the members could not be read. */
  readonly problem = this.pages.problem;
  /** Ids of the accounts whose membership is being changed. */
  readonly changing = this.busy.asReadonly();
  /** Why the last change was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const changes = live.events.pipe(
      filter(({ type, workspaceId }) => type === 'membership.changed' && workspaceId === this.workspaceId),
    );
    merge(changes, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.pages.refresh());
  }

  /** Looks at other members. */
  show(question: MemberQuestion): Promise<void> {
    const other = question.workspaceId !== this.workspaceId;
    this.workspaceId = question.workspaceId;
    if (!other) return this.pages.narrow(question);
    this.fault.set(null);
    return this.pages.show(question);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  /** True when the member has the role now. */
  changeRole(member: Member, role: WorkspaceRole): Promise<boolean> {
    const { workspaceId } = this;
    const { userId } = member;
    return this.attempt(member, async () => {
      this.pages.put(await firstValueFrom(this.client.changeMember({ workspaceId, userId, body: { role } })));
    });
  }

  /** True when the account is no member any more. */
  remove(member: Member): Promise<boolean> {
    const { workspaceId } = this;
    const { userId } = member;
    return this.attempt(member, async () => {
      await firstValueFrom(this.client.removeMember({ workspaceId, userId }));
      this.pages.remove(userId);
    });
  }

  /** Does something about a membership; true when it was done, otherwise `refusal` says why not. */
  async attempt({ userId }: Member, act: () => Promise<void>): Promise<boolean> {
    this.fault.set(null);
    this.busy.update((ids) => new Set([...ids, userId]));
    try {
      await act();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.update((ids) => new Set([...ids].filter((id) => id !== userId)));
    }
  }
}
