import { DOCUMENT, Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { UsageService } from '@nora/api-client';
import type { ModelCallOutcome } from '@nora/contracts';
import { KeysetList, LiveEvents, type ModelCall, whileVisible } from '@nora/data-access';
import { firstValueFrom, merge, skip } from 'rxjs';

const PAGE = 25;
/** Calls are booked without anybody telling. */
const LOOK_AGAIN_MS = 10_000;

/** Which calls are looked at. */
export interface CallsQuestion {
  agentId: string;
  /** Null for all. */
  outcome: ModelCallOutcome | null;
}

/** The calls that an agent made of models, newest first. */
@Injectable()
export class ModelCallsStore {
  private readonly client = inject(UsageService);
  private readonly pages = new KeysetList<CallsQuestion, ModelCall>(
    ({ agentId, outcome }, cursor) => {
      const narrowed = outcome === null ? {} : { outcome: [outcome] };
      return firstValueFrom(this.client.listModelCalls({ ...narrowed, agentId, limit: PAGE, cursor }));
    },
    ({ id }) => id,
  );
  private agentId: string | null = null;

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  readonly problem = this.pages.problem;

  constructor() {
    const again = whileVisible(inject(DOCUMENT), LOOK_AGAIN_MS).pipe(skip(1));
    merge(again, inject(LiveEvents).resync)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  show(question: CallsQuestion): Promise<void> {
    const same = question.agentId === this.agentId;
    this.agentId = question.agentId;
    return same ? this.pages.narrow(question) : this.pages.show(question);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }
}
