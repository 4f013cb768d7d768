import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type MemberDto, MembersService } from '@nora/api-client';
import { LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

const SETTLE_MS = 300;

/** All members of a workspace, for a choice among them. */
@Injectable()
export class EverybodyStore {
  private readonly client = inject(MembersService);
  private readonly all = signal<readonly MemberDto[] | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private workspaceId: string | null = null;

  /** By name; null until the first answer. */
  readonly members = this.all.asReadonly();
  readonly problem = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const changes = live.events.pipe(
      filter(({ type, workspaceId }) => type === 'membership.changed' && workspaceId === this.workspaceId),
    );
    merge(changes, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.load());
  }

  show(workspaceId: string): Promise<void> {
    this.workspaceId = workspaceId;
    this.all.set(null);
    return this.load();
  }

  async load(): Promise<void> {
    const { workspaceId } = this;
    if (workspaceId === null) return;
    try {
      const members = await this.readAll(workspaceId);
      if (workspaceId !== this.workspaceId) return;
      this.all.set(members);
      this.fault.set(null);
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  private async readAll(workspaceId: string): Promise<MemberDto[]> {
    const members: MemberDto[] = [];
    let cursor: string | undefined;
    do {
      const page = await firstValueFrom(this.client.listMembers({ workspaceId, limit: 200, cursor }));
      members.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return members;
  }
}
