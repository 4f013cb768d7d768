import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import {
  Confirm,
  ConfirmByName,
  type ConfirmByNameData,
  type ConfirmData,
  type ConfirmedByName,
} from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import type { UserDetail } from './user.store';

const WIDTH = '460px';

/** What is asked before something is done to an account. */
@Injectable({ providedIn: 'root' })
export class UserQuestions {
  private readonly dialog = inject(MatDialog);

  beforePromotion({ name }: UserDetail): Promise<boolean> {
    return this.once({
      title: `Make ${name} administrator?`,
      consequence: `${name} will see every account, every workspace and the whole audit log, and can change your role as well.`,
      action: 'Make administrator',
      keep: 'Stay user',
    });
  }

  beforeDemotion({ name }: UserDetail, own: boolean): Promise<boolean> {
    return this.once(
      own
        ? {
            title: 'Give up your own administrator role?',
            consequence:
              'You leave this console at once. Only another administrator can give the role back to you.',
            action: 'Give it up',
            keep: 'Stay administrator',
          }
        : {
            title: `Make ${name} an ordinary user?`,
            consequence: `${name} loses this console at once. Roles in workspaces stay as they are.`,
            action: 'Make user',
            keep: 'Stay administrator',
          },
    );
  }

  beforeDisabling({ name, sessionCount }: UserDetail): Promise<boolean> {
    const sessions = sessionCount === 1 ? 'The open session ends' : `All ${sessionCount} open sessions end`;
    return this.once({
      title: `Disable ${name}?`,
      consequence: `${sessionCount === 0 ? 'Nobody is signed in with it' : sessions} at once, its API keys are refused and links for a new password become worthless. Workspaces and agents stay and go on running. Enabling it gives everything back but the sessions.`,
      action: 'Disable account',
      keep: 'Leave it active',
    });
  }

  beforeEndingSessions({ name }: UserDetail, own: boolean): Promise<boolean> {
    return this.once({
      title: own ? 'Sign yourself out everywhere?' : `Sign ${name} out everywhere?`,
      consequence: own
        ? 'This session ends too: you have to log in again. Work that is not saved in open pages is lost.'
        : 'Open pages close within a second; work that is not saved in them is lost. The account can log in again. API keys keep working.',
      action: 'End all sessions',
      keep: own ? 'Stay signed in' : 'Leave them',
    });
  }

  beforeRemovingSecondFactor({ name }: UserDetail): Promise<boolean> {
    return this.once({
      title: `Remove the second factor of ${name}?`,
      consequence: `The password alone is enough to log in then, and the recovery codes are worth nothing. Make sure that it is really ${name} who asks.`,
      action: 'Remove second factor',
      keep: 'Keep it',
    });
  }

  async beforeDeletion({ name, email }: UserDetail): Promise<boolean> {
    const data: ConfirmByNameData = {
      title: `Delete the account of ${name}?`,
      consequence:
        'It is signed out at once and cannot sign in any more; its API keys end, and its empty personal workspace goes with it. The audit log keeps what it did. This cannot be undone.',
      name: email,
      field: 'E-mail',
      action: 'Delete account',
    };
    const dialog = this.dialog.open<ConfirmByName, ConfirmByNameData, ConfirmedByName>(ConfirmByName, {
      width: WIDTH,
      data,
    });
    return (await firstValueFrom(dialog.afterClosed())) !== undefined;
  }

  private async once(data: ConfirmData): Promise<boolean> {
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
