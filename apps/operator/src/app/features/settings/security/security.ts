import { Component, inject } from '@angular/core';

import { PasswordForm } from './password-form';
import { SecondFactorCard } from './second-factor-card';
import { SecurityStore } from './security.store';

/** What the account signs in with. */
@Component({
  selector: 'nora-security',
  imports: [PasswordForm, SecondFactorCard],
  providers: [SecurityStore],
  template: `
    @if (store.me(); as me) {
      <div class="page">
        <section class="card" aria-labelledby="password-heading">
          <h2 id="password-heading">Password</h2>
          <nora-password-form [me]="me" />
        </section>
        <section class="card" aria-labelledby="factor-heading">
          <h2 id="factor-heading">Second factor</h2>
          <nora-second-factor-card />
        </section>
      </div>
    }
  `,
  styleUrl: '../settings-section.scss',
})
export class Security {
  protected readonly store = inject(SecurityStore);

  constructor() {
    void this.store.load();
  }
}
