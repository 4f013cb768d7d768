import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DOCUMENT, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';

import { download, print, recoveryText } from './recovery-sheet';

/** The codes, and whose they are. */
export interface RecoveryCodesData {
  codes: readonly string[];
  email: string;
}

/** Shows recovery codes, once. Can be closed when somebody says that they have them. */
@Component({
  selector: 'nora-recovery-codes',
  imports: [
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatIcon,
  ],
  templateUrl: './recovery-codes.html',
  styleUrl: './recovery-codes.scss',
})
export class RecoveryCodes {
  private readonly document = inject(DOCUMENT);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly data = inject<RecoveryCodesData>(MAT_DIALOG_DATA);
  private readonly text = recoveryText(this.data.codes, this.data.email, this.document.location.origin);

  protected readonly codes = this.data.codes;
  protected readonly kept = signal(false);
  protected readonly copied = signal(false);

  protected copy(): void {
    if (!this.clipboard.copy(this.text)) return;
    this.copied.set(true);
    void this.announcer.announce('Copied');
  }

  protected download(): void {
    download(this.document, 'nora-recovery-codes.txt', this.text);
  }

  protected print(): void {
    print(this.document, this.text);
  }
}
