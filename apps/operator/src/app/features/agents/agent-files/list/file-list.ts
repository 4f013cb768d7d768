import { Component, computed, inject, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { FileEntry } from '@nora/data-access';
import { type IconName, RelativeTime, formatBytes } from '@nora/ui';

import { FileCalls } from '../file-calls.store';
import { type Place, nameProblem } from '../file-paths';

const ICONS: Readonly<Record<FileEntry['type'], IconName>> = {
  directory: 'folder',
  file: 'draft',
  symlink: 'link',
  other: 'help',
};
const KINDS: Readonly<Record<FileEntry['type'], string>> = {
  directory: 'Folder',
  file: 'File',
  symlink: 'Link, not followed',
  other: 'Neither file nor folder',
};

/** What is in a folder, as a table. */
@Component({
  selector: 'nora-file-list',
  imports: [
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuContent,
    MatMenuItem,
    MatMenuTrigger,
    RelativeTime,
    RouterLink,
  ],
  templateUrl: './file-list.html',
  styleUrl: './file-list.scss',
})
export class FileList {
  private readonly calls = inject(FileCalls);

  readonly agentId = input.required<string>();
  readonly place = input.required<Place>();
  readonly entries = input.required<readonly FileEntry[]>();
  readonly writable = input.required<boolean>();
  readonly rename = output<FileEntry>();
  readonly remove = output<FileEntry>();

  protected readonly rows = computed(() => {
    const { root, path } = this.place();
    return this.entries().map((entry) => {
      const folder = entry.type === 'directory';
      // What an agent called so that no path can say it can only be looked at.
      const nameable = nameProblem(entry.name) === null;
      const opens = nameable && (folder || entry.type === 'file');
      return {
        ...{ entry, folder, nameable, opens, icon: ICONS[entry.type], kind: KINDS[entry.type] },
        query: folder ? { root, path: entry.path, file: null } : { root, path, file: entry.name },
        size: entry.type === 'file' ? formatBytes(entry.sizeBytes) : '',
        downloadUrl: opens ? this.calls.downloadUrl(this.agentId(), { root, path: entry.path }) : null,
        downloadName: folder ? `${entry.name}.tar.gz` : entry.name,
      };
    });
  });

  /** Keys that desktops have for the same. */
  protected onKey(event: KeyboardEvent, entry: FileEntry): void {
    if (!this.writable() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== 'Delete' && event.key !== 'F2') return;
    event.preventDefault();
    if (event.key === 'F2') this.rename.emit(entry);
    else this.remove.emit(entry);
  }
}
