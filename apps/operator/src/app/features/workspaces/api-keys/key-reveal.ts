import { Component, DOCUMENT, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Evidence } from '@nora/ui';

import type { CreatedApiKey } from './api-keys.store';
import { curlExample } from './curl-example';

/** What is shown. */
export interface KeyRevealData {
  created: CreatedApiKey;
  workspaceId: string;
}

/** Shows a new API key, this once, with a command that uses it. */
@Component({
  selector: 'nora-key-reveal',
  imports: [Evidence, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, MatIcon],
  templateUrl: './key-reveal.html',
  styleUrl: './key-reveal.scss',
})
export class KeyReveal {
  private readonly data = inject<KeyRevealData>(MAT_DIALOG_DATA);

  protected readonly created = this.data.created;
  protected readonly example = curlExample(inject(DOCUMENT).location.origin, this.data.workspaceId, {
    key: this.created.key,
    scopes: this.created.apiKey.scopes,
  });
}
