import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { UsageService } from '@nora/api-client';
import {
  LiveEvents,
  type Usage,
  type UsageTotals,
  type UserProblem,
  WorkspacesStore,
  toUserProblem,
  whileVisible,
} from '@nora/data-access';
import { firstValueFrom, merge, skip } from 'rxjs';

const LOOK_AGAIN_MS = 15_000;
/** The API answers whole days: this much of the past is in today, or at midnight in the day before as well. */
const A_MOMENT_MS = 1_000;

/** What the present workspace used models for today, by its own calendar. */
@Injectable()
export class CostToday {
  private readonly client = inject(UsageService);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly answer = signal<{ of: string; usage: Usage } | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly present = computed(() => this.workspaces.current()?.id ?? null);

  /** Null until the first answer for the present workspace. */
  readonly used = computed<UsageTotals | null>(() => {
    const answer = this.answer();
    return answer && answer.of === this.present() ? ofLastStep(answer.usage) : null;
  });
  readonly problem = this.fault.asReadonly();

  constructor() {
    const again = whileVisible(inject(DOCUMENT), LOOK_AGAIN_MS).pipe(skip(1));
    merge(toObservable(this.present), again, inject(LiveEvents).resync)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.load());
  }

  async load(): Promise<void> {
    const of = this.present();
    if (of === null) return;
    const from = new Date(Date.now() - A_MOMENT_MS).toISOString();
    try {
      const asked = { workspaceId: of, from, step: 'day', by: 'none' } as const;
      this.answer.set({ of, usage: await firstValueFrom(this.client.getWorkspaceUsage(asked)) });
      this.fault.set(null);
    } catch (error) {
      if (of === this.present()) this.fault.set(toUserProblem(error));
    }
  }
}

const NOTHING: UsageTotals = {
  ...{ calls: 0, failed: 0, refused: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
  ...{ reasoningTokens: 0, costUsd: '0.000000', unpriced: 0 },
};

function ofLastStep({ steps, series }: Usage): UsageTotals {
  const today = steps.at(-1);
  return series[0]?.points.find(({ at }) => at === today) ?? NOTHING;
}
