import { Component, computed, input } from '@angular/core';
import type { VersionDifference } from '@nora/data-access';

import { textOf, wordForPath } from './version-words';

const KIND_WORDS = { added: 'added', removed: 'removed', changed: null } as const;

/** What tells two versions apart, as a table. */
@Component({
  selector: 'nora-version-diff',
  templateUrl: './version-diff.html',
  styleUrl: './version-diff.scss',
})
export class VersionDiff {
  readonly difference = input.required<VersionDifference>();

  protected readonly rows = computed(() =>
    this.difference().changes.map((change) => ({
      path: change.path,
      word: wordForPath(change.path),
      kind: KIND_WORDS[change.kind],
      before: textOf(change, 'from'),
      after: textOf(change, 'to'),
    })),
  );
}
