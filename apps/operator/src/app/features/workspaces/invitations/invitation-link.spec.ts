import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { provideNoraIcons } from '@nora/ui';

import { InvitationLink } from './invitation-link';
import type { CreatedInvitation } from './invitations.store';

const LINK = 'https://nora.example.test/invitation#token=nora_inv_x';

describe('InvitationLink', () => {
  function render(mailed: boolean): string {
    const created: CreatedInvitation = {
      invitation: {
        ...{ id: 'i-1', email: 'eve@example.test', role: 'viewer', state: 'pending', invitedBy: null },
        ...{ createdAt: '2026-03-01T12:00:00Z', expiresAt: '2026-03-08T12:00:00Z' },
      },
      url: LINK,
      mailed,
    };
    const dialog = { _containerInstance: { _addAriaLabelledBy: () => undefined } };
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        { provide: MatDialogRef, useValue: dialog },
        { provide: MAT_DIALOG_DATA, useValue: created },
      ],
    });
    const fixture = TestBed.createComponent(InvitationLink);
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).textContent;
  }

  it('says that the link was mailed, and shows it all the same', () => {
    const text = render(true);
    expect(text).toContain('was mailed to eve@example.test');
    expect(text).toContain(LINK);
  });

  it('says that the link must be passed on where nothing was mailed', () => {
    const text = render(false);
    expect(text).toContain('Nora has not mailed it.');
    expect(text).not.toContain('was mailed');
  });
});
