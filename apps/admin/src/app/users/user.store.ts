import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type AdminUserDetailDto,
  AdminService,
  type ChangeUserDto,
  type ResetLinkDto,
} from '@nora/api-client';
import { LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** An account with its workspaces and sessions. */
export type UserDetail = AdminUserDetailDto;
/** A workspace that an account belongs to. */
export type UserWorkspace = UserDetail['workspaces'][number];
/** A session of an account. */
export type UserSession = UserDetail['sessions'][number];
/** A link with which an account gets a new password. */
export type ResetLink = ResetLinkDto;

/** One account, and what administrators do to it. Every act throws what the client throws. */
@Injectable()
export class UserStore {
  private readonly client = inject(AdminService);
  private readonly shown = signal<UserDetail | null>(null);
  private readonly alone = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly reading = signal(false);
  private userId: string | null = null;
  /** Of the latest request; the answer to an earlier one is out of date. */
  private ticket = 0;

  /** Null until the first answer. Kept when a later one does not come. */
  readonly user = this.shown.asReadonly();
  /** True when nobody else who can sign in is an administrator. */
  readonly isOnlyAdmin = this.alone.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly loading = this.reading.asReadonly();

  constructor() {
    const { resync } = inject(LiveEvents);
    resync.pipe(takeUntilDestroyed()).subscribe(() => void this.refresh());
  }

  show(userId: string): Promise<void> {
    this.userId = userId;
    this.shown.set(null);
    return this.refresh();
  }

  /** Reads the account once more. */
  async refresh(): Promise<void> {
    const { userId } = this;
    if (userId === null) return;
    const ticket = (this.ticket += 1);
    this.reading.set(true);
    try {
      const [user, alone] = await this.read(userId);
      if (ticket !== this.ticket) return;
      this.shown.set(user);
      this.alone.set(alone);
      this.fault.set(null);
    } catch (error) {
      if (ticket === this.ticket) this.fault.set(toUserProblem(error));
    } finally {
      if (ticket === this.ticket) this.reading.set(false);
    }
  }

  /** Gives another role, disables or enables. */
  async change({ id: userId }: UserDetail, body: ChangeUserDto): Promise<void> {
    await firstValueFrom(this.client.changeUser({ userId, body }));
    await this.refresh();
  }

  async endSessions({ id: userId }: UserDetail): Promise<void> {
    await firstValueFrom(this.client.revokeUserSessions({ userId }));
    await this.refresh();
  }

  /** Links made earlier are worth nothing afterwards. */
  issueResetLink({ id: userId }: UserDetail): Promise<ResetLink> {
    return firstValueFrom(this.client.issueResetLink({ userId }));
  }

  async removeSecondFactor({ id: userId }: UserDetail): Promise<void> {
    await firstValueFrom(this.client.removeUserSecondFactor({ userId }));
    await this.refresh();
  }

  private async read(userId: string): Promise<[UserDetail, boolean]> {
    const [user, admins] = await Promise.all([
      firstValueFrom(this.client.getUser({ userId })),
      firstValueFrom(this.client.listUsers({ role: 'admin', state: 'active', limit: 2 })),
    ]);
    return [user, admins.items.every(({ id }) => id === userId)];
  }
}
