import { CdkTextareaAutosize } from '@angular/cdk/text-field';
import {
  Component,
  type ElementRef,
  afterRenderEffect,
  computed,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';

import { type AttachedFile, readFile, refusalOf } from '../attached-file';
import { fileSize } from '../chat-turn/file-size';

/** What is about to be said. */
export interface Said {
  text: string;
  files: readonly AttachedFile[];
}

/** Where a message is written, with the files that go along: picked, dropped or pasted. */
@Component({
  selector: 'nora-chat-composer',
  imports: [CdkTextareaAutosize, MatIcon, MatIconButton, MatTooltip],
  templateUrl: './chat-composer.html',
  styleUrl: './chat-composer.scss',
  host: {
    '(dragover)': 'onDragOver($event)',
    '(dragleave)': 'over.set(false)',
    '(drop)': 'onDrop($event)',
  },
})
export class ChatComposer {
  private readonly box = viewChild(CdkTextareaAutosize);
  private readonly area = viewChild<ElementRef<HTMLTextAreaElement>>('area');

  /** Whether the agent can be talked to. */
  readonly ready = input.required<boolean>();
  readonly placeholder = input.required<string>();
  /** Whether it answers: then it can be stopped, and nothing sent. */
  readonly answering = input.required<boolean>();
  readonly said = output<Said>();
  readonly stopped = output<void>();

  protected readonly size = fileSize;
  protected readonly draft = signal('');
  protected readonly files = signal<readonly AttachedFile[]>([]);
  protected readonly refusal = signal('');
  protected readonly over = signal(false);
  protected readonly sendable = computed(
    () => this.ready() && !this.answering() && (this.draft().trim() !== '' || this.files().length > 0),
  );

  constructor() {
    afterRenderEffect(() => {
      const text = this.draft();
      const area = this.area()?.nativeElement;
      // Entered and sent before anything was rendered, the binding has seen no change.
      if (area && area.value !== text) area.value = text;
      this.box()?.resizeToFitContent(true);
    });
  }

  focus(): void {
    this.area()?.nativeElement.focus();
  }

  protected onKey(event: KeyboardEvent): void {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    if (!this.sendable()) return;
    this.said.emit({ text: this.draft(), files: this.files() });
    this.draft.set('');
    this.files.set([]);
    this.refusal.set('');
  }

  protected onPick(field: HTMLInputElement): void {
    void this.attach([...(field.files ?? [])]);
    field.value = '';
  }

  protected onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.attach(files);
  }

  protected onDragOver(event: DragEvent): void {
    if (!this.ready() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over.set(true);
  }

  protected onDrop(event: DragEvent): void {
    this.over.set(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!this.ready() || files.length === 0) return;
    event.preventDefault();
    void this.attach(files);
  }

  protected detach(file: AttachedFile): void {
    this.files.update((files) => files.filter((other) => other !== file));
    this.refusal.set('');
    this.focus();
  }

  private async attach(files: File[]): Promise<void> {
    const refusal = refusalOf(this.files(), files);
    this.refusal.set(refusal ?? '');
    if (refusal !== null) return;
    try {
      const read = await Promise.all(files.map(readFile));
      this.files.update((before) => [...before, ...read]);
    } catch {
      // A folder, or a file that has gone meanwhile.
      this.refusal.set('This could not be read. Only files can be attached.');
    }
  }
}
