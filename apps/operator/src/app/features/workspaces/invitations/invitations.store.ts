import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type CreatedInvitationDto, type InvitationDto, InvitationsService } from '@nora/api-client';
import type { InvitableRole } from '@nora/contracts';
import { KeysetList, LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

/** An invitation into a workspace, without its link. */
export type Invitation = InvitationDto;
/** An invitation with its link, which is shown once. */
export type CreatedInvitation = CreatedInvitationDto;

const PAGE = 50;
const SETTLE_MS = 300;

/** The invitations into a workspace. One that is accepted shows it by itself. */
@Injectable()
export class InvitationsStore {
  private readonly client = inject(InvitationsService);
  private readonly pages = new KeysetList<string, Invitation>(
    (workspaceId, cursor) =>
      firstValueFrom(this.client.listInvitations({ workspaceId, limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private workspaceId = '';

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  /** Why the invitations could not be read. */
  readonly problem = this.pages.problem;
  /** Id of the invitation that is being renewed or withdrawn. */
  readonly changing = this.busy.asReadonly();
  /** Why the last renewal or withdrawal was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const accepted = live.events.pipe(
      filter(({ type, workspaceId }) => type === 'membership.changed' && workspaceId === this.workspaceId),
    );
    merge(accepted, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.pages.refresh());
  }

  show(workspaceId: string): Promise<void> {
    this.workspaceId = workspaceId;
    this.fault.set(null);
    return this.pages.show(workspaceId);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  /** Throws what the client throws. */
  async invite(email: string, role: InvitableRole): Promise<CreatedInvitation> {
    const { workspaceId } = this;
    const created = await firstValueFrom(this.client.invite({ workspaceId, body: { email, role } }));
    // Of an address there is one open invitation: an older one may have ended by this.
    await this.pages.refresh();
    return created;
  }

  /** A new link, good for another seven days; null when it was refused. */
  async renew({ id: invitationId }: Invitation): Promise<CreatedInvitation | null> {
    const { workspaceId } = this;
    return this.attempt(invitationId, async () => {
      const created = await firstValueFrom(this.client.renewInvitation({ workspaceId, invitationId }));
      this.pages.put(created.invitation);
      return created;
    });
  }

  /** Makes its link worthless. */
  async withdraw({ id: invitationId }: Invitation): Promise<void> {
    const { workspaceId } = this;
    await this.attempt(invitationId, async () => {
      await firstValueFrom(this.client.revokeInvitation({ workspaceId, invitationId }));
      await this.pages.refresh();
    });
  }

  private async attempt<T>(invitationId: string, act: () => Promise<T>): Promise<T | null> {
    this.fault.set(null);
    this.busy.set(invitationId);
    try {
      return await act();
    } catch (error) {
      this.fault.set(toUserProblem(error));
      // It was accepted or withdrawn meanwhile, perhaps.
      void this.pages.refresh();
      return null;
    } finally {
      this.busy.set(null);
    }
  }
}
