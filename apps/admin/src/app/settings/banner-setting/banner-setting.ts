import { Component, computed, effect, inject, input } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { BANNER_LENGTH, type BannerSeverity, isShownAt } from '@nora/contracts';
import { Saving, SessionStore } from '@nora/data-access';

import { SaveProblem } from '../save-problem';
import { type PlatformSettings, SettingsStore } from '../settings.store';
import { toInstant, toLocal } from './banner-times';

const text = (validators = [Validators.required]) => new FormControl('', { nonNullable: true, validators });

/** What everybody is told, on every page and before they have signed in. */
@Component({
  selector: 'nora-banner-setting',
  imports: [MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule, SaveProblem],
  templateUrl: './banner-setting.html',
  styleUrls: ['../setting-lines.scss', './banner-setting.scss'],
})
export class BannerSetting {
  private readonly store = inject(SettingsStore);
  private readonly session = inject(SessionStore);
  protected readonly saving = new Saving();
  protected readonly most = BANNER_LENGTH;
  protected readonly form = new FormGroup({
    banner: new FormGroup({
      text: text([Validators.required, Validators.maxLength(BANNER_LENGTH), Validators.pattern(/\S/)]),
      severity: new FormControl<BannerSeverity>('info', { nonNullable: true }),
      from: text([]),
      until: text([]),
    }),
  });

  readonly settings = input.required<PlatformSettings>();
  protected readonly state = computed(() => {
    const { banner } = this.settings();
    if (!banner) return 'No banner is shown.';
    const now = new Date();
    if (isShownAt(banner, now)) return 'It is shown now.';
    return banner.until !== null && Date.parse(banner.until) <= now.getTime()
      ? 'Its time is over: nobody sees it any more.'
      : 'It is not shown yet.';
  });

  constructor() {
    effect(() => {
      const { banner } = this.settings();
      if (this.form.dirty) return;
      const { text: words = '', severity = 'info', from = null, until = null } = banner ?? {};
      this.form.setValue({ banner: { text: words, severity, from: toLocal(from), until: toLocal(until) } });
    });
  }

  protected async save(): Promise<void> {
    const { text: words, severity, from, until } = this.form.getRawValue().banner;
    const banner = { text: words.trim(), severity, from: toInstant(from), until: toInstant(until) };
    await this.saving.send(this.form, () => this.put(banner));
  }

  protected async remove(): Promise<void> {
    await this.saving.send(null, () => this.put(null));
  }

  private async put(banner: PlatformSettings['banner']): Promise<void> {
    await this.store.change({ banner });
    this.form.reset();
    // The page itself shows it at once.
    await this.session.lookAgain().catch(() => undefined);
  }
}
