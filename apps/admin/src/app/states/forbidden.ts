import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { EmptyState } from '@nora/ui';

/** Says that the account is no platform administrator, and offers the way back. */
@Component({
  selector: 'nora-forbidden',
  imports: [EmptyState, MatButton],
  template: `
    <main>
      <nora-empty-state page icon="block" heading="This part is for platform administrators">
        Your account may use the operator console.
        <div actions><a matButton="filled" href="/app/">Open the operator console</a></div>
      </nora-empty-state>
    </main>
  `,
})
export class Forbidden {}
