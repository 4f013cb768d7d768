import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { EmptyState, ErrorPanel, Skeleton, formatBytes } from '@nora/ui';

import { FileCalls } from '../file-calls.store';
import { type Place, nameOf } from '../file-paths';
import { CodeDiff, type ComparedTexts } from './code-diff';
import { CodeEditor, type EditedText } from './code-editor';
import { mergedWords } from './conflict';
import { OpenFileStore } from './open-file.store';

/** One file as text: edited, compared with what was read, saved. What is no text can be downloaded. */
@Component({
  selector: 'nora-file-editor',
  imports: [CodeDiff, CodeEditor, EmptyState, ErrorPanel, MatButton, MatIcon, Skeleton],
  templateUrl: './file-editor.html',
  styleUrl: './file-editor.scss',
})
export class FileEditor {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly calls = inject(FileCalls);
  private readonly editor = viewChild(CodeEditor);
  private readonly merging = viewChild(CodeDiff);

  readonly agentId = input.required<string>();
  readonly place = input.required<Place>();
  readonly writable = input.required<boolean>();
  /** Bytes of the largest file that can be shown. */
  readonly limitBytes = input.required<number>();
  /** Somebody has read enough. */
  readonly closed = output<void>();
  /** Something was written. */
  readonly saved = output<Place>();

  protected readonly store = inject(OpenFileStore);
  protected readonly name = computed(() => nameOf(this.place().path));
  protected readonly downloadUrl = computed(() => this.calls.downloadUrl(this.agentId(), this.place()));
  /** The text that is about to be saved, while it is compared with what was read. */
  protected readonly draft = signal<string | null>(null);
  /** Another number is another editor: its text is not the one that was there before. */
  protected readonly edition = signal(0);
  protected readonly edited = computed<EditedText | null>(() => {
    const opened = this.store.opened();
    if (opened.kind !== 'text') return null;
    const { content } = opened;
    return { name: this.name(), label: `Content of ${this.name()}`, content, readOnly: !this.writable() };
  });
  protected readonly review = computed<ComparedTexts | null>(() => {
    const draft = this.draft();
    const edited = this.edited();
    if (draft === null || !edited) return null;
    return {
      ...{ name: this.name(), lineBreak: edited.content.lineBreak, editable: false },
      before: { label: 'Saved', text: edited.content.text },
      after: { label: 'Yours', text: draft },
    };
  });
  protected readonly merge = computed<ComparedTexts | null>(() => {
    const conflict = this.store.conflict();
    if (conflict?.kind !== 'changed') return null;
    return {
      ...{ name: this.name(), lineBreak: conflict.theirs.lineBreak, editable: true },
      before: { label: 'What they saved', text: conflict.theirs.text },
      after: { label: 'To be saved; can be changed', text: conflict.merged },
    };
  });
  protected readonly readProblem = computed(() => {
    const opened = this.store.opened();
    return opened.kind === 'failed' ? opened.problem : null;
  });
  protected readonly inlineLimit = computed(() => formatBytes(this.limitBytes()));
  protected readonly words = mergedWords;

  constructor() {
    const asked = computed(() => ({ agentId: this.agentId(), place: this.place() }), {
      equal: (a, b) =>
        a.agentId === b.agentId && a.place.root === b.place.root && a.place.path === b.place.path,
    });
    toObservable(asked)
      .pipe(takeUntilDestroyed())
      .subscribe(({ agentId, place }) => void this.open(agentId, place));
  }

  protected reread(): void {
    void this.open(this.agentId(), this.place());
  }

  /** Shows what is about to be saved; what is seen already is saved. */
  protected askToSave(): void {
    const editor = this.editor();
    if (!editor || !this.store.unsaved() || this.draft() !== null) return;
    this.draft.set(editor.text());
  }

  protected keepEditing(): void {
    this.draft.set(null);
    this.editor()?.focus();
  }

  protected async saveDraft(): Promise<void> {
    const draft = this.draft();
    if (draft === null) return;
    if (await this.store.save(draft)) {
      this.editor()?.markSaved(draft);
      this.done();
      this.editor()?.focus();
    }
    if (this.store.conflict()) this.draft.set(null);
  }

  protected async saveMerged(): Promise<void> {
    const text = this.merging()?.text();
    if (text !== undefined) await this.settle(text);
  }

  protected async keepMine(): Promise<void> {
    const conflict = this.store.conflict();
    if (conflict) await this.settle(conflict.mine);
  }

  protected takeTheirs(): void {
    const gone = this.store.conflict()?.kind === 'deleted';
    this.store.takeTheirs();
    this.renew();
    if (gone) this.closed.emit();
  }

  /** Ends a conflict with this text. */
  private async settle(text: string): Promise<void> {
    if (!(await this.store.save(text))) return;
    this.renew();
    this.done();
  }

  private async open(agentId: string, place: Place): Promise<void> {
    this.renew();
    await this.store.open(agentId, place);
  }

  private renew(): void {
    this.draft.set(null);
    this.store.mark(false);
    this.edition.update((edition) => edition + 1);
  }

  private done(): void {
    this.draft.set(null);
    this.saved.emit(this.place());
    void this.announcer.announce(`${this.name()} is saved.`);
  }
}
