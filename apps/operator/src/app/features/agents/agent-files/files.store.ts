import { Injectable, computed, inject, signal } from '@angular/core';
import { FilesService } from '@nora/api-client';
import {
  type FileEntry,
  type FileRoots,
  KeysetList,
  type TrashEntry,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { FileCalls } from './file-calls.store';
import { type Place, isWithin, parentOf } from './file-paths';
import { type TreeState, keyOf, revealed, visibleRows, withFolders } from './tree/tree-model';

/** A folder of one agent. */
interface Question extends Place {
  agentId: string;
}

/** The roots of one agent, the folder that is looked at, and the tree of folders. */
@Injectable()
export class FilesStore {
  private readonly client = inject(FilesService);
  private readonly calls = inject(FileCalls);
  private readonly known = signal<FileRoots | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly tree = signal<TreeState>({ roots: [], open: new Set(), folders: new Map() });
  private readonly list = new KeysetList<Question, FileEntry>(
    (question, cursor) => this.readPage(question, cursor),
    ({ path }) => path,
  );
  private readonly shown = signal<Question | null>(null);
  private agentId = '';

  /** Null until they are known. */
  readonly roots = this.known.asReadonly();
  /** Why the roots could not be read. */
  readonly rootsProblem = this.fault.asReadonly();
  readonly treeRows = computed(() => visibleRows(this.tree()));
  /** What is in the folder that is looked at. */
  readonly items = this.list.items;
  readonly more = this.list.more;
  readonly loaded = this.list.loaded;
  readonly loading = this.list.loading;
  readonly problem = this.list.problem;
  readonly place = this.shown.asReadonly();

  /** Reads what can be looked at of an agent. */
  async open(agentId: string): Promise<void> {
    if (agentId !== this.agentId) {
      this.agentId = agentId;
      this.known.set(null);
      this.shown.set(null);
      this.tree.set({ roots: [], open: new Set(), folders: new Map() });
    }
    this.fault.set(null);
    try {
      const roots = await firstValueFrom(this.client.listFileRoots({ agentId }));
      if (agentId !== this.agentId) return;
      this.known.set(roots);
      this.tree.update((tree) => ({ ...tree, roots: roots.roots }));
    } catch (error) {
      if (agentId === this.agentId) this.fault.set(toUserProblem(error));
    }
  }

  /** Looks into a folder. */
  async show({ root, path }: Place): Promise<void> {
    const { agentId } = this;
    const question = { agentId, root, path };
    this.shown.set(question);
    this.tree.update((tree) => revealed(tree, root, path));
    await Promise.all([this.list.show(question), this.readWayTo(question)]);
  }

  /** Reads once more what is looked at. */
  refresh(): Promise<void> {
    return this.list.refresh();
  }

  showMore(): Promise<void> {
    return this.list.showMore();
  }

  /** Opens a folder of the tree, or closes it. */
  async toggle(key: string, open: boolean): Promise<void> {
    const row = this.treeRows().find((one) => one.key === key);
    if (!row) return;
    this.setOpen(key, open);
    if (open) await this.readFolders({ agentId: this.agentId, root: row.root, path: row.path });
  }

  async makeFolder(place: Place): Promise<void> {
    await firstValueFrom(this.client.makeDirectory({ agentId: this.agentId, body: place }));
    await this.changed(place);
  }

  /** Makes an empty file, unless there is something of its name. */
  async makeFile({ root, path }: Place): Promise<void> {
    const body = new Blob([], { type: 'application/octet-stream' });
    await firstValueFrom(
      this.client.writeFile({ agentId: this.agentId, root, path, 'If-None-Match': '*', body }),
    );
    await this.changed({ root, path });
  }

  async move(root: string, from: string, to: string): Promise<void> {
    await firstValueFrom(this.client.moveFile({ agentId: this.agentId, body: { root, from, to } }));
    await this.changed({ root, path: from }, { root, path: to });
  }

  /** Puts something into the trash. */
  async remove({ root, path }: Place): Promise<TrashEntry> {
    const entry = await firstValueFrom(this.client.deleteFile({ agentId: this.agentId, root, path }));
    await this.changed({ root, path });
    return entry;
  }

  /** Takes something back out of the trash. */
  async restore({ id, root, path }: TrashEntry): Promise<void> {
    await firstValueFrom(this.client.restoreTrash({ agentId: this.agentId, trashId: id }));
    await this.changed({ root, path });
  }

  /** Reads again the folders in which something came or went. */
  async changed(...places: readonly Place[]): Promise<void> {
    const { agentId } = this;
    const shown = this.shown();
    const folders = new Map(
      places.map(({ root, path }) => [keyOf(root, parentOf(path)), { agentId, root, path: parentOf(path) }]),
    );
    const seen = shown && folders.delete(keyOf(shown.root, shown.path));
    const read = [...folders.values()].filter(({ root, path }) => this.tree().folders.has(keyOf(root, path)));
    await Promise.all([...(seen ? [this.list.refresh()] : []), ...read.map((one) => this.readFolders(one))]);
  }

  private async readPage(question: Question, cursor: string | undefined) {
    const page = await this.calls.page(question.agentId, question, cursor);
    const folders = page.items.filter(({ type }) => type === 'directory').map(({ name }) => name);
    // Folders come first: where a file follows, these are all.
    const complete = page.nextCursor === null || folders.length < page.items.length;
    if (cursor === undefined && complete) this.takeFolders(question, folders);
    return page;
  }

  private async readWayTo({ agentId, root, path }: Question): Promise<void> {
    const way = [...this.tree().open].filter((key) => !this.tree().folders.has(key));
    const missing = this.treeRows().filter((row) => row.root === root && way.includes(row.key));
    const above = missing.filter((row) => row.path !== path && isWithin(path, row.path));
    for (const row of above) await this.readFolders({ agentId, root, path: row.path });
    // What was read shows the next one on the way.
    if (above.length > 0) await this.readWayTo({ agentId, root, path });
  }

  private async readFolders(question: Question): Promise<void> {
    try {
      this.takeFolders(question, await this.calls.folders(question.agentId, question));
    } catch {
      // The folder itself says what is wrong when it is looked into; opened again it is asked again.
      this.setOpen(keyOf(question.root, question.path), false);
    }
  }

  private setOpen(key: string, open: boolean): void {
    this.tree.update((tree) => {
      const next = new Set(tree.open);
      if (open) next.add(key);
      else next.delete(key);
      return { ...tree, open: next };
    });
  }

  private takeFolders({ agentId, root, path }: Question, names: readonly string[]): void {
    if (agentId === this.agentId) this.tree.update((tree) => withFolders(tree, root, path, names));
  }
}
