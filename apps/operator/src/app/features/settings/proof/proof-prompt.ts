import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { PROOF_FIELDS, type AskedProofs, type Proof, createProofForm, proofOf } from './proof-form';
import { ProofFields } from './proof-fields';

/** What is about to be done, what proves who asks, and the act itself. */
export interface ProofPromptData<T> {
  title: string;
  reason: string;
  asked: AskedProofs;
  /** Words on the button, and while it is being done. */
  action: string;
  acting: string;
  act: (proof: Proof) => Promise<T>;
}

/** What the act answered. */
export interface Proven<T> {
  result: T;
}

/** Asks for password and code, and does what they were asked for. Closes with {@link Proven}, or nothing. */
@Component({
  selector: 'nora-proof-prompt',
  imports: [
    ErrorPanel,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    ProofFields,
  ],
  templateUrl: './proof-prompt.html',
  styleUrl: './proof-prompt.scss',
})
export class ProofPrompt {
  private readonly dialog = inject<MatDialogRef<ProofPrompt, Proven<unknown>>>(MatDialogRef);

  protected readonly data = inject<ProofPromptData<unknown>>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly form = createProofForm(this.data.asked);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    let result: unknown;
    const done = await this.saving.send(
      this.form,
      async () => {
        result = await this.data.act(proofOf(this.form));
      },
      PROOF_FIELDS,
    );
    if (done) this.dialog.close({ result });
  }
}
