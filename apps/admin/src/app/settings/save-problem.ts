import { Component, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { UserProblem } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { SettingsStore } from './settings.store';

/** Why settings were not saved. Who was late can look at what is there now, and keeps what was written. */
@Component({
  selector: 'nora-save-problem',
  imports: [ErrorPanel, MatButton],
  template: `
    @if (problem(); as fault) {
      <nora-error-panel [problem]="fault">
        @if (fault.code === 'precondition_failed') {
          <button matButton="outlined" type="button" (click)="store.load()">Read the settings again</button>
        }
      </nora-error-panel>
    }
  `,
})
export class SaveProblem {
  protected readonly store = inject(SettingsStore);

  readonly problem = input.required<UserProblem | null>();
}
