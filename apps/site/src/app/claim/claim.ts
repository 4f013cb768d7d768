import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import {
  BrowserNavigation,
  SessionStore,
  type UserProblem,
  showFieldErrors,
  toUserProblem,
} from '@nora/data-access';
import { ADMIN_PASSWORD_MIN, ErrorPanel, PASSWORD_MAX, PasswordField } from '@nora/ui';

import { Entrance } from '../entrance/entrance';

/** The first visitor of a new server becomes its administrator. */
@Component({
  selector: 'nora-claim',
  imports: [
    Entrance,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
  ],
  templateUrl: './claim.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class Claim {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);

  protected readonly minimum = ADMIN_PASSWORD_MIN;
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(80)],
    }),
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
    password: new FormControl('', {
      nonNullable: true,
      validators: [
        Validators.required,
        Validators.minLength(ADMIN_PASSWORD_MIN),
        Validators.maxLength(PASSWORD_MAX),
      ],
    }),
    claimToken: new FormControl('', { nonNullable: true }),
  });
  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly known = computed(() => [this.values().name ?? '', this.values().email ?? '']);
  protected readonly tokenFromLink = signal(false);
  protected readonly claimed = signal(false);
  protected readonly working = signal(false);
  protected readonly problem = signal<UserProblem | null>(null);

  constructor() {
    this.takeToken(inject(ActivatedRoute), inject(Router));
    void this.checkUnclaimed();
  }

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.working()) return;
    this.working.set(true);
    this.problem.set(null);
    try {
      const { claimToken, ...account } = this.form.getRawValue();
      await this.session.claim({
        ...account,
        ...(claimToken.trim() ? { claimToken: claimToken.trim() } : {}),
      });
      this.navigation.assign('/app/');
    } catch (error) {
      this.refused(toUserProblem(error));
      this.working.set(false);
    }
  }

  private refused(problem: UserProblem): void {
    if (problem.code === 'already_claimed') this.claimed.set(true);
    else if (!showFieldErrors(this.form, problem)) this.problem.set(problem);
    // A wrong token can be corrected by hand.
    if (problem.code === 'claim_token_invalid') this.tokenFromLink.set(false);
  }

  /** Reads the one-time token and takes it out of the address, the history and the referrer. */
  private takeToken(route: ActivatedRoute, router: Router): void {
    const token = route.snapshot.queryParamMap.get('token');
    if (!token) return;
    this.form.controls.claimToken.setValue(token);
    this.tokenFromLink.set(true);
    void router.navigate([], { relativeTo: route, queryParams: {}, replaceUrl: true });
  }

  private async checkUnclaimed(): Promise<void> {
    try {
      const { needsFirstAdmin } = await this.session.bootstrap();
      this.claimed.set(!needsFirstAdmin);
    } catch (error) {
      this.problem.set(toUserProblem(error));
    }
  }
}
