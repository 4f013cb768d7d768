import { Injectable, inject } from '@angular/core';
import { FilesService } from '@nora/api-client';
import { type FileEntry, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { type Place, nameOf, parentOf } from './file-paths';

const PAGE = 200;

/** What several stores ask of the files of an agent. Throws what the client throws. */
@Injectable({ providedIn: 'root' })
export class FileCalls {
  private readonly client = inject(FilesService);

  /** Where a file is read and written as bytes. */
  contentUrl(agentId: string, place: Place): string {
    return `/api/agents/${encodeURIComponent(agentId)}/files/content?${query(place)}`;
  }

  /** Where a file, or a folder as an archive, is downloaded from. */
  downloadUrl(agentId: string, place: Place): string {
    return `/api/agents/${encodeURIComponent(agentId)}/files/download?${query(place)}`;
  }

  /** One page of a folder: its folders first, then by name. */
  page(agentId: string, { root, path }: Place, cursor?: string): Promise<FilePage> {
    return firstValueFrom(this.client.listFiles({ agentId, root, path, limit: PAGE, cursor }));
  }

  /** The names of the folders in a folder. */
  async folders(agentId: string, place: Place): Promise<string[]> {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await this.page(agentId, place, cursor);
      const folders = items.filter(({ type }) => type === 'directory');
      names.push(...folders.map(({ name }) => name));
      cursor = folders.length === items.length ? (nextCursor ?? undefined) : undefined;
    } while (cursor);
    return names;
  }

  /** What there is of this path; null when there is nothing. */
  async find(agentId: string, { root, path }: Place): Promise<FileEntry | null> {
    const folder = { root, path: parentOf(path) };
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await this.page(agentId, folder, cursor);
      const found = items.find(({ name }) => name === nameOf(path));
      if (found) return found;
      cursor = nextCursor ?? undefined;
    } while (cursor);
    return null;
  }

  /** Makes a folder that may be there already. */
  async ensureFolder(agentId: string, { root, path }: Place): Promise<void> {
    try {
      await firstValueFrom(this.client.makeDirectory({ agentId, body: { root, path } }));
    } catch (error) {
      if (toUserProblem(error).code !== 'path_exists') throw error;
    }
  }
}

type FilePage = { items: readonly FileEntry[]; nextCursor: string | null };

function query({ root, path }: Place): string {
  return new URLSearchParams({ root, path }).toString();
}
