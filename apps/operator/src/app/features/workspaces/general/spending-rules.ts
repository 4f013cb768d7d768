import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { UNKNOWN_PRICE_POLICIES, type UnknownPricePolicy } from '@nora/contracts';
import { Saving, type Workspace } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';

const POLICY_WORDS: Readonly<Record<UnknownPricePolicy, string>> = {
  allow: 'Let it through, uncounted',
  refuse: 'Refuse it',
};

/** By whose calendar a workspace counts, and what it does with models whose price nobody knows. */
@Component({
  selector: 'nora-spending-rules',
  imports: [ErrorPanel, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule],
  templateUrl: './spending-rules.html',
  styleUrl: './form-line.scss',
})
export class SpendingRules {
  private readonly acts = inject(WorkspaceActs);

  readonly workspace = input.required<Workspace>();

  protected readonly saving = new Saving();
  protected readonly zones = Intl.supportedValuesOf('timeZone');
  protected readonly policies = UNKNOWN_PRICE_POLICIES.map((id) => ({ id, label: POLICY_WORDS[id] }));
  // Counts change often; only other rules may take away what somebody is typing.
  protected readonly form = linkedSignal({
    source: computed(() => ({ zone: this.workspace().timeZone, policy: this.workspace().unknownPrice }), {
      equal: (a, b) => a.zone === b.zone && a.policy === b.policy,
    }),
    computation: ({ zone, policy }) =>
      new FormGroup({
        timeZone: new FormControl(zone, { nonNullable: true, validators: [Validators.required] }),
        unknownPrice: new FormControl<UnknownPricePolicy>(policy, { nonNullable: true }),
      }),
  });

  protected async submit(): Promise<void> {
    const form = this.form();
    const { timeZone, unknownPrice } = form.getRawValue();
    await this.saving.send(form, () =>
      this.acts.changeRules(this.workspace(), { timeZone: timeZone.trim(), unknownPrice }),
    );
  }
}
