import { Injectable, inject, signal } from '@angular/core';
import { FilesService } from '@nora/api-client';
import { KeysetList, type TrashEntry, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

const PAGE = 100;

/** What was deleted in one agent and can still be had back. */
@Injectable()
export class TrashStore {
  private readonly client = inject(FilesService);
  private readonly busy = signal<ReadonlySet<string>>(new Set());
  private readonly refused = signal<UserProblem | null>(null);
  private readonly list = new KeysetList<string, TrashEntry>(
    (agentId, cursor) => firstValueFrom(this.client.listTrash({ agentId, limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private agentId = '';

  /** What was deleted last comes first. */
  readonly items = this.list.items;
  readonly more = this.list.more;
  readonly loaded = this.list.loaded;
  readonly loading = this.list.loading;
  readonly problem = this.list.problem;
  /** Those with which something is being done. */
  readonly changing = this.busy.asReadonly();
  /** Why the last act was refused. */
  readonly refusal = this.refused.asReadonly();

  async open(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.refused.set(null);
    await this.list.show(agentId);
  }

  refresh(): Promise<void> {
    return this.list.refresh();
  }

  showMore(): Promise<void> {
    return this.list.showMore();
  }

  /** Puts something back where it was; true when it is there. */
  restore({ id }: TrashEntry): Promise<boolean> {
    return this.attempt(id, () =>
      firstValueFrom(this.client.restoreTrash({ agentId: this.agentId, trashId: id })),
    );
  }

  /** Forgets something for good; true when it is gone. */
  purge({ id }: TrashEntry): Promise<boolean> {
    return this.attempt(id, () =>
      firstValueFrom(this.client.purgeTrash({ agentId: this.agentId, trashId: id })),
    );
  }

  private async attempt(id: string, act: () => Promise<unknown>): Promise<boolean> {
    this.refused.set(null);
    this.busy.update((busy) => new Set([...busy, id]));
    try {
      await act();
      this.list.remove(id);
      return true;
    } catch (error) {
      this.refused.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.update((busy) => new Set([...busy].filter((one) => one !== id)));
    }
  }
}
