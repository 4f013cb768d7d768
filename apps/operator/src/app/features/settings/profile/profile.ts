import { Component, inject } from '@angular/core';

import { EmailCard } from './email-card';
import { ProfileForm } from './profile-form';
import { ProfileStore } from './profile.store';
import { ThemeCard } from './theme-card';

/** Who the account is to others, and how Nora looks to it. */
@Component({
  selector: 'nora-profile',
  imports: [EmailCard, ProfileForm, ThemeCard],
  providers: [ProfileStore],
  template: `
    @if (store.me(); as me) {
      <div class="page">
        <section class="card" aria-labelledby="profile-heading">
          <h2 id="profile-heading">You</h2>
          <nora-profile-form [me]="me" />
        </section>
        <section class="card" aria-labelledby="email-heading">
          <h2 id="email-heading">E-mail</h2>
          <nora-email-card [me]="me" />
        </section>
        <section class="card" aria-labelledby="theme-heading">
          <h2 id="theme-heading">Theme</h2>
          <nora-theme-card />
        </section>
      </div>
    }
  `,
  styleUrl: '../settings-section.scss',
})
export class Profile {
  protected readonly store = inject(ProfileStore);

  constructor() {
    // Without it the page says nothing about mail, and everything else works.
    this.store.load().catch(() => undefined);
  }
}
