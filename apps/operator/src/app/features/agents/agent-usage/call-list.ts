import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { MODEL_CALL_OUTCOMES } from '@nora/contracts';
import type { ModelCall } from '@nora/data-access';
import { NOT_KNOWN } from '@nora/spending';
import { CopyableId, RelativeTime, StatusBadge, formatDuration } from '@nora/ui';

import { OUTCOME_LOOKS, OUTCOME_MEANINGS, costWords, fellBack, timeWords, tokenWords } from './call-words';

/** Calls of models one by one; the open one says whom it was sent to, and what each answered. */
@Component({
  selector: 'nora-call-list',
  imports: [CopyableId, MatButton, MatIcon, RelativeTime, RouterLink, StatusBadge],
  templateUrl: './call-list.html',
  styleUrl: './call-list.scss',
})
export class CallList {
  readonly calls = input.required<readonly ModelCall[]>();
  /** Id of the open one. */
  readonly open = input<string>();
  /** The outcome that the list is narrowed to. */
  readonly outcome = input<string | null>(null);
  readonly more = input(false);
  readonly loading = input(false);
  readonly moreAsked = output<void>();

  protected readonly outcomes = MODEL_CALL_OUTCOMES.map((id) => ({ id, label: OUTCOME_LOOKS[id].word }));
  protected readonly notKnown = NOT_KNOWN;
  protected readonly duration = formatDuration;
  protected readonly rows = computed(() =>
    this.calls().map((call) => ({
      call,
      look: OUTCOME_LOOKS[call.outcome],
      meaning: OUTCOME_MEANINGS[call.outcome] ?? null,
      cost: costWords(call),
      tokens: tokenWords(call),
      time: timeWords(call),
      fellBack: fellBack(call),
    })),
  );
}
