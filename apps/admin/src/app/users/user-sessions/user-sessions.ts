import { Component, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { RelativeTime } from '@nora/ui';

import { METHOD_WORDS } from '../user-words';
import type { UserSession } from '../user.store';

/** Where an account is signed in. */
@Component({
  selector: 'nora-user-sessions',
  imports: [MatTooltip, RelativeTime],
  templateUrl: './user-sessions.html',
  styleUrls: ['../../rows.scss', './user-sessions.scss'],
})
export class UserSessions {
  readonly sessions = input.required<readonly UserSession[]>();

  protected readonly methods = METHOD_WORDS;
}
