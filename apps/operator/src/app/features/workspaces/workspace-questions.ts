import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Workspace } from '@nora/data-access';
import {
  Confirm,
  ConfirmByName,
  type ConfirmByNameData,
  type ConfirmData,
  type ConfirmedByName,
  NamePrompt,
  type NamePromptData,
} from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { counted } from './workspace-words';

const WIDTH = '460px';

/** What is asked before something is lost. */
@Injectable({ providedIn: 'root' })
export class WorkspaceQuestions {
  private readonly dialog = inject(MatDialog);

  beforeRemoval(name: string): Promise<boolean> {
    return this.once({
      title: `Remove ${name}?`,
      consequence: `${name} loses access at once, with the pages that are open. The API keys that ${name} made in this workspace end with the membership and do not come back.`,
      action: 'Remove member',
      keep: 'Keep as member',
    });
  }

  beforeLeaving(workspace: string): Promise<boolean> {
    return this.once({
      title: `Leave ${workspace}?`,
      consequence:
        'You lose access at once, and the API keys that you made here end. Only an invitation brings you back.',
      action: 'Leave workspace',
      keep: 'Stay',
    });
  }

  beforeOwnDemotion(role: string): Promise<boolean> {
    return this.once({
      title: `Become ${role} yourself?`,
      consequence: 'You lose rights at once. Only somebody who has them can give them back to you.',
      action: `Become ${role}`,
      keep: 'Stay as I am',
    });
  }

  beforeTransfer(name: string): Promise<boolean> {
    return this.once({
      title: `Hand this workspace over to ${name}?`,
      consequence: `${name} becomes its owner, you become admin. Only an owner can make you owner again.`,
      action: 'Hand over',
      keep: 'Stay owner',
    });
  }

  async beforeDeletion({ name, agentCount }: Workspace): Promise<boolean> {
    const agents = counted(agentCount, 'agent');
    return this.byName(
      agentCount === 0
        ? {
            title: 'Delete this workspace?',
            consequence:
              'Its members lose it, and its API keys and invitations end. The audit log of the installation keeps what was done. This cannot be undone.',
            name,
            action: 'Delete workspace',
          }
        : {
            title: `Delete this workspace with ${agents}?`,
            consequence: `Each agent is stopped and removed with its storage and its memory, kept data of deleted agents included. The workspace goes with the last of them; until then it can be kept, with the agents that are left. What is removed cannot be brought back.`,
            name,
            action: `Delete workspace and ${agents}`,
          },
    );
  }

  beforeKeyRevocation(name: string): Promise<boolean> {
    return this.byName({
      title: 'Revoke this API key?',
      consequence:
        'Whatever uses it is refused at once, open streams included. It cannot be brought back; a new key can be made.',
      name,
      action: 'Revoke key',
    });
  }

  /** Null when no other name was given. */
  async anotherName(data: NamePromptData): Promise<string | null> {
    const dialog = this.dialog.open<NamePrompt, NamePromptData, string>(NamePrompt, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }

  private async byName(data: ConfirmByNameData): Promise<boolean> {
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
