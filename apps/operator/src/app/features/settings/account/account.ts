import { Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Saving, SessionWatch } from '@nora/data-access';
import {
  ConfirmByName,
  type ConfirmByNameData,
  type ConfirmedByName,
  CopyableId,
  ErrorPanel,
} from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { ProofFields } from '../proof/proof-fields';
import { type AskedProofs, PROOF_FIELDS, createProofForm, proofOf } from '../proof/proof-form';
import { AccountDeletionStore } from './account-deletion.store';
import { WorkspaceDecision } from './workspace-decision';

/** The account itself, and the way to delete it. */
@Component({
  selector: 'nora-account',
  imports: [CopyableId, ErrorPanel, MatButton, MatIcon, ProofFields, WorkspaceDecision],
  providers: [AccountDeletionStore],
  templateUrl: './account.html',
  styleUrls: ['../settings-section.scss', './account.scss'],
})
export class Account {
  private readonly dialog = inject(MatDialog);
  private readonly session = inject(SessionWatch);

  protected readonly store = inject(AccountDeletionStore);
  protected readonly me = this.store.me;
  protected readonly saving = new Saving();
  private readonly asked = computed(
    (): AskedProofs => ({
      password: this.me()?.hasPassword ?? true,
      code: this.me()?.secondFactor ?? false,
    }),
    { equal: (a, b) => a.password === b.password && a.code === b.code },
  );
  protected readonly form = linkedSignal(() => createProofForm(this.asked()));

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = this.form();
    const email = this.me()?.email;
    form.markAllAsTouched();
    if (form.invalid || !email || !(await this.isSure(email))) return;
    await this.session.leaveAfter(
      () => this.saving.send(form, () => this.store.delete(proofOf(form)), PROOF_FIELDS),
      '/',
    );
  }

  private async isSure(email: string): Promise<boolean> {
    const data: ConfirmByNameData = {
      title: 'Delete your account?',
      consequence:
        'You are signed out everywhere, and your API keys stop working. Your account cannot be brought back.',
      name: email,
      field: 'E-mail',
      action: 'Delete account',
    };
    const dialog = this.dialog.open<ConfirmByName, ConfirmByNameData, ConfirmedByName>(ConfirmByName, {
      width: '460px',
      data,
    });
    return (await firstValueFrom(dialog.afterClosed())) !== undefined;
  }
}
