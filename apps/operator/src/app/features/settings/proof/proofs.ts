import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

import { ProofPrompt, type ProofPromptData, type Proven } from './proof-prompt';

/** Asks for a proof before an act that a stolen session must not do. */
@Injectable({ providedIn: 'root' })
export class Proofs {
  private readonly dialog = inject(MatDialog);

  /** Null when it was not done after all. */
  async ask<T>(data: ProofPromptData<T>): Promise<Proven<T> | null> {
    const prompt = this.dialog.open<ProofPrompt, ProofPromptData<T>, Proven<T>>(ProofPrompt, {
      width: '440px',
      data,
    });
    return (await firstValueFrom(prompt.afterClosed())) ?? null;
  }
}
