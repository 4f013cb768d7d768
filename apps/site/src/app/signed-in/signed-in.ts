import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type Me, Saving, SessionStore } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

/** Says who is signed in already, and the ways on from there. */
@Component({
  selector: 'nora-signed-in',
  imports: [ErrorPanel, MatButton],
  templateUrl: './signed-in.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class SignedIn {
  private readonly session = inject(SessionStore);

  readonly account = input.required<Me>();
  /** Where this account goes on. */
  readonly target = input.required<string>();
  readonly left = output<void>();

  protected readonly onward = computed(() => (this.target() === '/app/' ? 'Open the console' : 'Go on'));
  protected readonly leaving = new Saving();

  protected async logOut(): Promise<void> {
    if (await this.leaving.send(null, () => this.session.logout())) this.left.emit();
  }
}
