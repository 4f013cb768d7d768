import {
  CSP_NONCE,
  Component,
  DestroyRef,
  ElementRef,
  afterNextRender,
  inject,
  input,
  output,
} from '@angular/core';
import { EditorState, Prec, Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';

import { languageOf } from './code-language';
import { codeLook } from './code-theme';
import type { TextContent } from './text-content';

/** What stands in the editor at first, and how it is ended. */
export interface EditedText {
  name: string;
  label: string;
  content: TextContent;
  readOnly: boolean;
}

/** An editor for one text. The tab key leaves it, so that nobody is caught in it. */
@Component({ selector: 'nora-code-editor', template: '', styleUrl: './code-editor.scss' })
export class CodeEditor {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly nonce = inject(CSP_NONCE, { optional: true });
  private view: EditorView | null = null;
  private saved = Text.empty;
  private wasChanged = false;

  /** Read once: another file is another editor. */
  readonly edited = input.required<EditedText>();
  /** Whether the text differs from what was saved last. */
  readonly changed = output<boolean>();
  /** Ctrl-S or ⌘-S. */
  readonly save = output<void>();

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => void this.show(destroyed));
    destroyed.onDestroy(() => this.view?.destroy());
  }

  /** The text as it stands now, its lines ended as they were. */
  text(): string {
    return this.view?.state.sliceDoc() ?? this.edited().content.text;
  }

  /** Takes a text for what was saved last; somebody may have written on meanwhile. */
  markSaved(text: string): void {
    if (!this.view) return;
    this.saved = this.view.state.toText(text);
    this.tellChanged();
  }

  focus(): void {
    this.view?.focus();
  }

  private async show(destroyed: DestroyRef): Promise<void> {
    const edited = this.edited();
    const language = await languageOf(edited.name, edited.content.text.length);
    if (destroyed.destroyed) return;
    const state = EditorState.create({
      doc: edited.content.text,
      extensions: [
        EditorState.lineSeparator.of(edited.content.lineBreak),
        Prec.high(keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => this.onSave() }])),
        basicSetup,
        ...codeLook({ ...edited, language, nonce: this.nonce }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) this.tellChanged();
        }),
      ],
    });
    this.saved = state.doc;
    this.view = new EditorView({ state, parent: this.host.nativeElement });
    this.view.focus();
  }

  private onSave(): boolean {
    this.save.emit();
    return true;
  }

  private tellChanged(): void {
    const changed = this.view !== null && !this.view.state.doc.eq(this.saved);
    if (changed === this.wasChanged) return;
    this.wasChanged = changed;
    this.changed.emit(changed);
  }
}
