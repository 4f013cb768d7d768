import { Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';

import { BannerSetting } from './banner-setting/banner-setting';
import { ChoicesStore } from './choices.store';
import { MailSetting } from './mail-setting/mail-setting';
import { CHOICE_FIELDS, RESOURCE_FIELDS, RETENTION_FIELDS } from './setting-fields';
import { SettingsForm } from './settings-form/settings-form';
import { SettingsStore } from './settings.store';
import { SignUpSetting } from './sign-up-setting/sign-up-setting';

/** What administrators set for the whole installation. */
@Component({
  selector: 'nora-settings',
  imports: [
    BannerSetting,
    ErrorPanel,
    MailSetting,
    MatIcon,
    RelativeTime,
    SettingsForm,
    SignUpSetting,
    Skeleton,
  ],
  providers: [ChoicesStore, SettingsStore],
  templateUrl: './settings.html',
  styleUrl: './settings.scss',
})
export class Settings {
  protected readonly store = inject(SettingsStore);
  protected readonly choices = inject(ChoicesStore);
  protected readonly choiceFields = CHOICE_FIELDS;
  protected readonly resourceFields = RESOURCE_FIELDS;
  protected readonly retentionFields = RETENTION_FIELDS;

  constructor() {
    void this.store.load();
    void this.choices.load();
  }
}
