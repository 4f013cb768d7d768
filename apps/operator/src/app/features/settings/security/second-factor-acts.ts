import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

import { Proofs } from '../proof/proofs';
import { RecoveryCodes, type RecoveryCodesData } from './recovery-codes';
import { SecondFactorSetupDialog, type SecondFactorSetupData } from './second-factor-setup';
import { SecurityStore } from './security.store';

/** What is done with the second factor, one question after the other. */
@Injectable()
export class SecondFactorActs {
  private readonly dialog = inject(MatDialog);
  private readonly proofs = inject(Proofs);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly store = inject(SecurityStore);

  async setUp(): Promise<void> {
    const begun = await this.proofs.ask({
      title: 'Set up a second factor',
      reason: 'You need an authenticator app. Turning it on signs you out everywhere else.',
      asked: { password: this.hasPassword(), code: false },
      action: 'Go on',
      acting: 'Checking…',
      act: (proof) => this.store.begin(proof),
    });
    if (!begun) return;
    const dialog = this.dialog.open<SecondFactorSetupDialog, SecondFactorSetupData, readonly string[]>(
      SecondFactorSetupDialog,
      { width: '480px', data: { setup: begun.result, confirm: (code) => this.store.confirm(code) } },
    );
    const codes = await firstValueFrom(dialog.afterClosed());
    if (codes) this.showCodes(codes);
  }

  async renewCodes(): Promise<void> {
    const renewed = await this.proofs.ask({
      title: 'Make new recovery codes?',
      reason: 'The codes you have now are worth nothing any more.',
      asked: { password: false, code: true },
      action: 'Make new codes',
      acting: 'Making…',
      act: (proof) => this.store.renewCodes(proof),
    });
    if (renewed) this.showCodes(renewed.result);
  }

  async remove(): Promise<void> {
    const removed = await this.proofs.ask({
      title: 'Remove the second factor?',
      reason: 'Your password alone is enough to sign in from then on. The recovery codes go with it.',
      asked: { password: this.hasPassword(), code: true },
      action: 'Remove second factor',
      acting: 'Removing…',
      act: (proof) => this.store.remove(proof),
    });
    if (removed) void this.announcer.announce('The second factor is removed.');
  }

  private hasPassword(): boolean {
    return this.store.me()?.hasPassword ?? true;
  }

  private showCodes(codes: readonly string[]): void {
    const data: RecoveryCodesData = { codes, email: this.store.me()?.email ?? '' };
    // They are shown once: only who says so is done with them.
    this.dialog.open(RecoveryCodes, { width: '480px', disableClose: true, data });
  }
}
