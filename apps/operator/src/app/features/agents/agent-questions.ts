import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Agent, Deployment } from '@nora/data-access';
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

import { OPERATION_LOOKS } from './operation-looks';

const WIDTH = '460px';

/** Kinds that take down, while they run, what served before. */
const INTERRUPTING: ReadonlySet<Deployment['kind']> = new Set([
  'redeploy',
  'update',
  'rollback',
  'restart',
  'heal',
]);

/** What is asked before something is lost; what loses nothing is not asked about. */
@Injectable({ providedIn: 'root' })
export class AgentQuestions {
  private readonly dialog = inject(MatDialog);

  /** Null when the agent is to stay. */
  async beforeDelete(agent: Agent): Promise<{ keepData: boolean } | null> {
    if (agent.status === 'deleted') {
      const confirmed = await this.byName({
        title: 'Remove the kept data?',
        consequence: `All that “${agent.name}” left behind is removed. It cannot be restored any more.`,
        name: agent.name,
        action: 'Remove data',
      });
      return confirmed && { keepData: false };
    }
    const confirmed = await this.byName({
      title: 'Delete this agent?',
      consequence: 'Its runtime, its storage and its memory are removed. This cannot be undone.',
      name: agent.name,
      action: 'Delete agent',
      ...(agent.hasStorage
        ? {
            option: {
              label: 'Keep its data, so that it can be restored',
              consequence: 'Its runtime is removed. Its files and its memory stay until you remove them.',
            },
          }
        : {}),
    });
    return confirmed && { keepData: confirmed.option };
  }

  async beforeForceDelete(agent: Agent): Promise<boolean> {
    const confirmed = await this.byName({
      title: 'Force-delete this agent?',
      consequence:
        'A deployment in flight is ended, and whatever can be reached of the agent is removed with its data. What cannot be reached now is removed once its target answers again. This cannot be undone.',
      name: agent.name,
      action: 'Force-delete agent',
    });
    return confirmed !== null;
  }

  async beforeFreshStorage(agent: Agent): Promise<boolean> {
    const confirmed = await this.byName({
      title: 'Redeploy with empty storage?',
      consequence:
        'The agent begins anew with empty storage. What it knew is lost, even if the old storage is found later.',
      name: agent.name,
      action: 'Redeploy with empty storage',
    });
    return confirmed !== null;
  }

  beforeRollback(agent: Agent, version: number): Promise<boolean> {
    const runs = agent.desiredState === 'running';
    return this.once({
      title: `Roll back to version ${version}?`,
      consequence: `Version ${version} is deployed as a new version. Name, files and memory stay.${runs ? ' The agent does not answer while its runtime is replaced.' : ''}`,
      action: 'Roll back',
      keep: 'Stay as it is',
    });
  }

  /** Asks only where the agent may be left without a runtime. */
  async beforeCancel({ kind, status }: Deployment): Promise<boolean> {
    if (status !== 'running' || !INTERRUPTING.has(kind)) return true;
    return this.once({
      title: `Cancel this ${OPERATION_LOOKS[kind].label.toLowerCase()}?`,
      consequence: 'What was begun is not finished: the agent may be left stopped. It can be started again.',
      action: 'Cancel deployment',
      keep: 'Let it go on',
    });
  }

  beforeKeyRotation(agent: Agent): Promise<boolean> {
    const runs = agent.desiredState === 'running';
    return this.once({
      title: 'Give the agent another model key?',
      consequence: `The old key is refused at once, in calls that are under way too.${runs ? ' The agent is restarted with the new one and does not answer meanwhile.' : ' It gets the new one when it is started.'}`,
      action: 'Rotate model key',
      keep: 'Keep the old one',
    });
  }

  async beforeSecretDeletion(name: string): Promise<boolean> {
    const confirmed = await this.byName({
      title: 'Delete this secret?',
      consequence:
        'Nora forgets its value, which nobody can be shown. The runtime has it until the agent is redeployed.',
      name,
      action: 'Delete secret',
    });
    return confirmed !== null;
  }

  beforeScheduleDeletion(name: string): Promise<boolean> {
    return this.once({
      title: `Delete the schedule “${name}”?`,
      consequence: 'Its history goes with it, and a prompt that is being carried out is broken off.',
      action: 'Delete schedule',
      keep: 'Keep it',
    });
  }

  async beforeBulkDelete(count: number): Promise<boolean> {
    const what = count === 1 ? '1 agent' : `${count} agents`;
    const confirmed = await this.byName({
      title: `Delete ${what}?`,
      consequence: 'Runtime, storage and memory of each are removed. This cannot be undone.',
      name: String(count),
      field: 'Number of agents',
      action: `Delete ${what}`,
    });
    return confirmed !== null;
  }

  beforeConversationIsDeleted(title: string): Promise<boolean> {
    return this.once({
      title: 'Delete this conversation?',
      consequence: `All that was said in “${title}” is gone for good, for everybody.`,
      action: 'Delete conversation',
      keep: 'Keep it',
    });
  }

  /** Null when no other name was given. */
  async anotherName(data: NamePromptData): Promise<string | null> {
    const dialog = this.dialog.open<NamePrompt, NamePromptData, string>(NamePrompt, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }

  private async byName(data: ConfirmByNameData): Promise<ConfirmedByName | null> {
    const dialog = this.dialog.open<ConfirmByName, ConfirmByNameData, ConfirmedByName>(ConfirmByName, {
      width: WIDTH,
      data,
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }

  private async once(data: ConfirmData): Promise<boolean> {
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
