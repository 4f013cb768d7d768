import { Component, type ElementRef, computed, input, output, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { CopyableId } from '@nora/ui';

import type { JobActProgress, JobOutcome } from '../job-acts.store';
import { deploymentLink } from '../../operator-links';

const DONE = { retry: 'Retried', discard: 'Discarded' } as const;
const DOING = { retry: 'Retrying', discard: 'Discarding' } as const;
const REFUSED = { retry: 'Not retried', discard: 'Not discarded' } as const;

/** What became of the jobs that were retried or discarded, each by itself. */
@Component({
  selector: 'nora-outcomes',
  imports: [CopyableId, MatIcon, MatIconButton, MatTooltip],
  templateUrl: './outcomes.html',
  styleUrl: './outcomes.scss',
})
export class Outcomes {
  readonly outcomes = input.required<readonly JobOutcome[]>();
  /** Null when all is done. */
  readonly progress = input.required<JobActProgress | null>();
  /** Workspaces whose agents the account may open in the operator console. */
  readonly mayOpen = input.required<ReadonlySet<string>>();
  readonly dismiss = output<void>();

  private readonly list = viewChild<ElementRef<HTMLElement>>('list');

  protected readonly summary = computed(() => {
    const progress = this.progress();
    if (progress) return `${DOING[progress.act]} ${progress.done + 1} of ${progress.total}…`;
    const outcomes = this.outcomes();
    const [first] = outcomes;
    if (!first) return '';
    const refused = outcomes.filter(({ problem }) => problem !== null).length;
    const done = outcomes.length - refused;
    return [
      done > 0 ? `${DONE[first.act]} ${jobs(done)}.` : '',
      refused > 0 ? `${REFUSED[first.act]}: ${jobs(refused)}.` : '',
    ]
      .filter(Boolean)
      .join(' ');
  });

  /** Puts the focus on the results: the button that was pressed may be gone with its job. */
  focus(): void {
    this.list()?.nativeElement.focus();
  }

  /** Where the deployment of a retry can be watched; null where the account may not. */
  protected linkOf({ job: { deployment }, deploymentId }: JobOutcome): string | null {
    if (!deployment || !deploymentId || !this.mayOpen().has(deployment.workspaceId)) return null;
    return deploymentLink(deployment.agentId, deploymentId);
  }

  protected word({ act, problem }: JobOutcome): string {
    return (problem ? REFUSED : DONE)[act];
  }
}

function jobs(count: number): string {
  return count === 1 ? '1 job' : `${count} jobs`;
}
