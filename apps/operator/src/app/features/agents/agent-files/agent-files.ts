import { Component, DOCUMENT, ElementRef, computed, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, Skeleton } from '@nora/ui';
import { bufferTime, filter } from 'rxjs';

import { AgentOperations } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { FileEditor } from './editor/file-editor';
import { OpenFileStore } from './editor/open-file.store';
import { FileActs } from './file-acts';
import { FileCalls } from './file-calls.store';
import { type Place, joinPath, nameOf, wayTo } from './file-paths';
import { FileQuestions } from './file-questions';
import { FilesStore } from './files.store';
import { FileList } from './list/file-list';
import { FileTrash } from './trash/file-trash';
import { FileTree } from './tree/file-tree';
import { labelOf } from './tree/tree-model';
import { type Dropped, MOST_FILES, chosenFiles, droppedFiles } from './uploads/dropped-files';
import { UploadList } from './uploads/upload-list';
import { UploadsStore } from './uploads/uploads.store';

const SETTLE_MS = 400;
/** An agent in these states answers for its files. */
const ANSWERING = new Set(['running', 'warning']);

/** The files of an agent: folders, one folder's content, one file. Which ones is in the address. */
@Component({
  selector: 'nora-agent-files',
  imports: [
    EmptyState,
    ErrorPanel,
    FileEditor,
    FileList,
    FileTrash,
    FileTree,
    MatButton,
    MatIcon,
    RouterLink,
    Skeleton,
    UploadList,
  ],
  providers: [FilesStore, OpenFileStore, FileQuestions, FileActs],
  templateUrl: './agent-files.html',
  styleUrl: './agent-files.scss',
  host: {
    '(window:beforeunload)': 'onUnload($event)',
    '(document:visibilitychange)': 'onVisible()',
  },
})
export class AgentFiles {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly operations = inject(AgentOperations);
  private readonly uploads = inject(UploadsStore);
  private readonly openFile = inject(OpenFileStore);
  private readonly questions = inject(FileQuestions);
  private readonly calls = inject(FileCalls);

  readonly agentId = input.required<string>();
  /** Query parameters: the folder, and the file of it that is open. */
  readonly root = input<string>();
  readonly path = input<string>();
  readonly file = input<string>();
  /** Query parameter: `trash`, or nothing. */
  readonly view = input<string>();

  protected readonly store = inject(FilesStore);
  protected readonly acts = inject(FileActs);
  protected readonly agent = inject(AgentStore).agent;
  protected readonly over = signal(false);
  protected readonly treeShown = signal(false);
  protected readonly answers = computed(() => ANSWERING.has(this.agent()?.status ?? ''));
  /** A text that is not saved stays, whatever becomes of the agent meanwhile. */
  protected readonly unsaved = this.openFile.unsaved;
  protected readonly mayStart = computed(() => {
    const agent = this.agent();
    return agent !== null && this.operations.allows('start', agent);
  });
  protected readonly place = computed<Place | null>(
    () => {
      const root = this.root() ?? this.store.roots()?.roots[0]?.id;
      return root === undefined ? null : { root, path: this.path() ?? '' };
    },
    { equal: (a, b) => a?.root === b?.root && a?.path === b?.path },
  );
  protected readonly openPlace = computed<Place | null>(() => {
    const place = this.place();
    const file = this.file();
    return place && file ? { root: place.root, path: joinPath(place.path, file) } : null;
  });
  protected readonly mayWrite = computed(() => this.workspaces.can('files:write', this.agent()?.workspaceId));
  protected readonly writable = computed(() => {
    const root = this.store.roots()?.roots.find(({ id }) => id === this.place()?.root);
    return this.mayWrite() && root?.writable === true;
  });
  protected readonly crumbs = computed(() => {
    const place = this.place();
    if (!place) return [];
    return wayTo(place.path).map((path) => ({
      path,
      label: labelOf(this.store.roots()?.roots ?? [], place.root, path),
    }));
  });
  /** True for a folder that is not there. */
  protected readonly missing = computed(() => this.store.problem()?.status === 404);
  protected readonly archiveUrl = computed(() => {
    const place = this.place();
    return place ? this.calls.downloadUrl(this.agentId(), place) : '';
  });
  protected readonly archiveName = computed(() => `${this.crumbs().at(-1)?.label ?? 'files'}.tar.gz`);

  constructor() {
    const asked = computed(() => (this.answers() && this.store.roots() ? this.place() : null));
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.open(agentId));
    toObservable(asked)
      .pipe(takeUntilDestroyed())
      .subscribe((place) => void this.look(place));
    this.uploads.arrived
      .pipe(
        filter(({ agentId }) => agentId === this.agentId()),
        bufferTime(SETTLE_MS),
        filter((some) => some.length > 0),
        takeUntilDestroyed(),
      )
      .subscribe(
        (some) =>
          // The folders on the way may be new as well.
          void this.store.changed(...some.flatMap(({ root, path }) => below(root, path))),
      );
    // A file that is closed in the address is closed here.
    toObservable(this.openPlace)
      .pipe(
        filter((open) => open === null),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.openFile.close());
  }

  /** Asks before a change would be lost by going to another address. */
  mayLeave(next: string): boolean | Promise<boolean> {
    const open = this.openPlace();
    if (!open || !this.openFile.unsaved()) return true;
    const here = this.router.parseUrl(this.router.url);
    const there = this.router.parseUrl(next);
    const same =
      here.root.toString() === there.root.toString() &&
      ['root', 'path', 'file'].every((name) => here.queryParams[name] === there.queryParams[name]);
    return (same && there.queryParams['view'] !== 'trash') || this.questions.mayLose(nameOf(open.path));
  }

  protected start(): void {
    const agent = this.agent();
    if (agent) void this.operations.run('start', agent);
  }

  protected goTo({ root, path }: Place): void {
    this.treeShown.set(false);
    void this.navigate({ root, path: path === '' ? null : path, file: null, view: null });
  }

  protected async closeFile(): Promise<void> {
    const name = this.file();
    if (!(await this.navigate({ file: null }))) return;
    await this.focusOn(`[data-row="${CSS.escape(name ?? '')}"] a`);
  }

  protected async newFile(): Promise<void> {
    const place = this.place();
    const name = place && (await this.questions.newFile(place));
    if (name) await this.navigate({ ...place, file: name });
  }

  protected async newFolder(): Promise<void> {
    const place = this.place();
    const name = place && (await this.questions.newFolder(place));
    if (name) await this.focusOn(`[data-row="${CSS.escape(name)}"] a`);
  }

  protected onChosen(field: HTMLInputElement): void {
    const chosen = chosenFiles(field.files);
    // So that the same file can be chosen once more.
    field.value = '';
    void this.upload(chosen);
  }

  protected onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Without this the browser would leave the page to show the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = this.writable() ? 'copy' : 'none';
    this.over.set(this.writable());
  }

  protected async onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.over.set(false);
    if (!this.writable()) return;
    try {
      await this.upload(await droppedFiles(event.dataTransfer));
    } catch (error) {
      this.acts.report(error);
    }
  }

  /** The agent works on while nobody looks. */
  protected onVisible(): void {
    if (!this.document.hidden && this.answers() && this.store.loaded()) void this.store.refresh();
  }

  protected onUnload(event: BeforeUnloadEvent): void {
    if (this.openFile.unsaved()) event.preventDefault();
  }

  private async upload(dropped: Dropped): Promise<void> {
    const place = this.place();
    const limitBytes = this.store.roots()?.uploadLimitBytes;
    if (!place || limitBytes === undefined) return;
    const target = { agentId: this.agentId(), root: place.root, folder: place.path, limitBytes };
    if (dropped.cut) this.acts.say(`Only the first ${MOST_FILES} files are taken at once.`);
    await this.uploads.add(target, dropped);
    const made = dropped.folders.map((folder) => joinPath(place.path, folder));
    if (made.length > 0) await this.store.changed(...made.flatMap((path) => below(place.root, path)));
  }

  private async look(place: Place | null): Promise<void> {
    if (!place) return;
    await this.store.show(place);
    // What was pressed has gone with the folder it was in.
    if (this.document.activeElement === this.document.body && !this.file()) await this.focusOn('h3');
  }

  private navigate(queryParams: Record<string, string | null>): Promise<boolean> {
    return this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  /** After the page has been drawn. */
  private async focusOn(selector: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    const { nativeElement } = this.host;
    const target = nativeElement.querySelector<HTMLElement>(selector) ?? nativeElement.querySelector('h3');
    target?.focus();
  }
}

/** A path, and every folder on the way to it. */
function below(root: string, path: string): Place[] {
  return wayTo(path)
    .slice(1)
    .map((part) => ({ root, path: part }));
}
