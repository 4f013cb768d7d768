import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { FileEntry } from '@nora/data-access';
import { Confirm, type ConfirmData } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { type Place, joinPath, nameProblem, pathProblem } from './file-paths';
import { FilesStore } from './files.store';
import { PathPrompt, type PathPromptData } from './path-prompt';

const WIDTH = '460px';

/** What is asked before files change. */
@Injectable()
export class FileQuestions {
  private readonly dialog = inject(MatDialog);
  private readonly store = inject(FilesStore);

  /** Makes a folder; gives back its name, null when none was made. */
  newFolder({ root, path }: Place): Promise<string | null> {
    return this.prompt({
      ...{ title: 'New folder', label: 'Name', hint: '', value: '' },
      ...{ action: 'Make folder', working: 'Making…', problemOf: nameProblem },
      act: (name) => this.store.makeFolder({ root, path: joinPath(path, name) }),
    });
  }

  /** Makes an empty file; gives back its name, null when none was made. */
  newFile({ root, path }: Place): Promise<string | null> {
    return this.prompt({
      ...{ title: 'New file', label: 'Name', hint: 'For example notes.md', value: '' },
      ...{ action: 'Make file', working: 'Making…', problemOf: nameProblem },
      act: (name) => this.store.makeFile({ root, path: joinPath(path, name) }),
    });
  }

  /** Gives something another path; gives back the path, null when it stays where it is. */
  move({ root }: Place, { path, name }: FileEntry): Promise<string | null> {
    const problemOf = (to: string) => (to === path ? 'Enter another name or path.' : pathProblem(to));
    return this.prompt({
      ...{ title: `Rename or move “${name}”`, label: 'Path', value: path, problemOf },
      hint: 'With its folders, which must be there already.',
      ...{ action: 'Move', working: 'Moving…', act: (to) => this.store.move(root, path, to) },
    });
  }

  /** True when a text may be lost. */
  mayLose(name: string): Promise<boolean> {
    return this.once({
      title: `Leave “${name}” without saving?`,
      consequence: 'What you have changed is lost.',
      action: 'Leave',
      keep: 'Stay',
    });
  }

  /** True when something is to be forgotten before its time. */
  beforePurge(name: string): Promise<boolean> {
    return this.once({
      title: `Delete “${name}” for good?`,
      consequence: 'It cannot be had back.',
      action: 'Delete for good',
      keep: 'Keep it',
    });
  }

  private async prompt(data: PathPromptData): Promise<string | null> {
    const dialog = this.dialog.open<PathPrompt, PathPromptData, string>(PathPrompt, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }

  private async once(data: ConfirmData): Promise<boolean> {
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: WIDTH, data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
