import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AccountService, type SessionDto } from '@nora/api-client';
import { KeysetList, LiveEvents, type UserProblem, toUserProblem, whileVisible } from '@nora/data-access';
import { exhaustMap, firstValueFrom, merge, skip } from 'rxjs';

/** A browser, or a program, that is signed in. */
export type AccountSession = SessionDto;

const PAGE = 50;
/** Sessions begin and end outside every workspace, so no event tells of them. */
const READ_EVERY_MS = 3_000;

/** Where the account is signed in, read again as long as somebody looks. */
@Injectable()
export class SessionsStore {
  private readonly client = inject(AccountService);
  private readonly pages = new KeysetList<true, AccountSession>(
    (_, cursor) => firstValueFrom(this.client.listSessions({ limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private readonly endingId = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  /** Why the list could not be read. */
  readonly problem = this.pages.problem;
  /** Id of the session that is being ended; `others` while all others are. */
  readonly ending = this.endingId.asReadonly();
  /** Why a session could not be ended. */
  readonly actProblem = this.fault.asReadonly();

  constructor() {
    void this.pages.show(true);
    const again = whileVisible(inject(DOCUMENT), READ_EVERY_MS).pipe(skip(1));
    merge(again, inject(LiveEvents).resync)
      .pipe(
        exhaustMap(() => this.refresh()),
        takeUntilDestroyed(),
      )
      .subscribe();
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  /** Signs one browser out. True when it is out, also when it had gone by itself. */
  end({ id }: AccountSession): Promise<boolean> {
    return this.act(id, async () => {
      await firstValueFrom(this.client.revokeSession({ sessionId: id }));
      this.pages.remove(id);
    });
  }

  /** Signs out everywhere else. */
  endOthers(): Promise<boolean> {
    return this.act('others', async () => {
      await firstValueFrom(this.client.revokeSessions());
    });
  }

  private async act(what: string, act: () => Promise<void>): Promise<boolean> {
    if (this.endingId() !== null) return false;
    this.endingId.set(what);
    this.fault.set(null);
    try {
      await act();
      return true;
    } catch (error) {
      const problem = toUserProblem(error);
      if (problem.code === 'not_found') return true;
      this.fault.set(problem);
      return false;
    } finally {
      this.endingId.set(null);
      // An answer that was on its way before must not bring back what is gone.
      await this.refresh();
    }
  }
}
