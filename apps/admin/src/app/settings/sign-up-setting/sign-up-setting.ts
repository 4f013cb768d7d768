import { Component, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Saving } from '@nora/data-access';

import { SaveProblem } from '../save-problem';
import { SettingSource } from '../setting-source/setting-source';
import { type PlatformSettings, SettingsStore } from '../settings.store';

/** Whether strangers may open an account. */
@Component({
  selector: 'nora-sign-up-setting',
  imports: [MatButton, MatIcon, SaveProblem, SettingSource],
  template: `
    <div class="line">
      <div>
        <h3>Sign-up is {{ settings().signupEnabled.value ? 'open' : 'closed' }}</h3>
        <p class="muted">
          @if (settings().signupEnabled.value) {
            Everybody who reaches this server may open an account, with a workspace of their own.
          } @else {
            New accounts need an invitation to a workspace.
          }
          It changes on every replica within a second.
        </p>
      </div>
      <button matButton="outlined" type="button" [disabled]="saving.working()" (click)="turn()">
        <mat-icon [svgIcon]="settings().signupEnabled.value ? 'block' : 'person_add'" />
        {{ settings().signupEnabled.value ? 'Close sign-up' : 'Open sign-up' }}
      </button>
    </div>
    <nora-setting-source
      label="sign-up"
      [fallbackWords]="settings().signupEnabled.fallback ? 'open' : 'closed'"
      [setting]="settings().signupEnabled"
      [working]="saving.working()"
      (resetted)="set(null)"
    />
    <nora-save-problem [problem]="saving.problem()" />
  `,
  styleUrl: '../setting-lines.scss',
})
export class SignUpSetting {
  private readonly store = inject(SettingsStore);
  protected readonly saving = new Saving();

  readonly settings = input.required<PlatformSettings>();

  protected turn(): Promise<void> {
    return this.set(!this.settings().signupEnabled.value);
  }

  protected async set(signupEnabled: boolean | null): Promise<void> {
    await this.saving.send(null, () => this.store.change({ signupEnabled }));
  }
}
