import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject } from '@angular/core';
import { FormControl, FormGroup, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { CodeField } from '../proof/code-field';
import { qrPath } from './qr-path';
import type { SecondFactorSetup } from './security.store';

/** What the app needs, and what is done with its first code. */
export interface SecondFactorSetupData {
  setup: SecondFactorSetup;
  confirm: (code: string) => Promise<readonly string[]>;
}

/** Hands the secret to an app, and takes its first code. Closes with the recovery codes, or nothing. */
@Component({
  selector: 'nora-second-factor-setup',
  imports: [
    CodeField,
    ErrorPanel,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatIcon,
    MatIconButton,
  ],
  templateUrl: './second-factor-setup.html',
  styleUrl: './second-factor-setup.scss',
})
export class SecondFactorSetupDialog {
  private readonly dialog = inject<MatDialogRef<SecondFactorSetupDialog, readonly string[]>>(MatDialogRef);
  private readonly data = inject<SecondFactorSetupData>(MAT_DIALOG_DATA);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);

  protected readonly qr = qrPath(this.data.setup.uri);
  protected readonly uri = this.data.setup.uri;
  /** In groups, as it is typed. */
  protected readonly secret = this.data.setup.secret.match(/.{1,4}/g)?.join(' ') ?? '';
  protected readonly saving = new Saving();
  protected readonly form = new FormGroup({
    code: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/^\s*(\d\s*){6}$/)],
    }),
  });

  protected copy(): void {
    if (this.clipboard.copy(this.data.setup.secret)) void this.announcer.announce('Copied');
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const code = this.form.getRawValue().code.replaceAll(/\s/g, '');
    let codes: readonly string[] = [];
    const done = await this.saving.send(
      this.form,
      async () => {
        codes = await this.data.confirm(code);
      },
      { second_factor_invalid: 'code' },
    );
    if (done) this.dialog.close(codes);
  }
}
