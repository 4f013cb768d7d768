import {
  CSP_NONCE,
  Component,
  DOCUMENT,
  DestroyRef,
  type ElementRef,
  afterNextRender,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { minimalSetup } from 'codemirror';

import { languageOf } from './code-language';
import { codeLook } from './code-theme';
import type { TextContent } from './text-content';

/** Two texts to be compared. */
export interface ComparedTexts {
  name: string;
  lineBreak: TextContent['lineBreak'];
  before: { label: string; text: string };
  after: { label: string; text: string };
  /** Whether the second one can be changed. */
  editable: boolean;
}

const NARROW = '(max-width: 800px)';
const COLLAPSE = { margin: 3, minSize: 6 };

/** What tells two texts apart: side by side where there is room, otherwise one in the other. */
@Component({ selector: 'nora-code-diff', templateUrl: './code-diff.html', styleUrl: './code-diff.scss' })
export class CodeDiff {
  private readonly host = viewChild.required<ElementRef<HTMLElement>>('texts');
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly nonce = inject(CSP_NONCE, { optional: true });
  private second: EditorView | null = null;
  private view: EditorView | MergeView | null = null;

  /** Read once. */
  readonly compared = input.required<ComparedTexts>();
  /** Ctrl-S or ⌘-S. */
  readonly save = output<void>();

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => void this.show(destroyed));
    destroyed.onDestroy(() => this.view?.destroy());
  }

  /** The second text as it stands now. */
  text(): string {
    return this.second?.state.sliceDoc() ?? this.compared().after.text;
  }

  private async show(destroyed: DestroyRef): Promise<void> {
    const compared = this.compared();
    const language = await languageOf(compared.name, compared.after.text.length);
    if (destroyed.destroyed) return;
    if (this.window?.matchMedia(NARROW).matches) this.showOne(compared, language);
    else this.showBoth(compared, language);
  }

  private showBoth(compared: ComparedTexts, language: Extension): void {
    const { before, after, editable } = compared;
    const view = new MergeView({
      a: { doc: before.text, extensions: this.extensions(compared, before.label, true, language) },
      b: { doc: after.text, extensions: this.extensions(compared, after.label, !editable, language) },
      parent: this.host().nativeElement,
      collapseUnchanged: COLLAPSE,
      ...(editable ? { revertControls: 'a-to-b' } : {}),
    });
    this.view = view;
    this.second = view.b;
    view.b.focus();
  }

  private showOne(compared: ComparedTexts, language: Extension): void {
    const { before, after, editable } = compared;
    const view = new EditorView({
      doc: after.text,
      extensions: [
        ...this.extensions(compared, after.label, !editable, language),
        unifiedMergeView({ original: before.text, mergeControls: false, collapseUnchanged: COLLAPSE }),
      ],
      parent: this.host().nativeElement,
    });
    this.view = this.second = view;
    view.focus();
  }

  private extensions(
    { lineBreak }: ComparedTexts,
    label: string,
    readOnly: boolean,
    language: Extension,
  ): Extension[] {
    return [
      EditorState.lineSeparator.of(lineBreak),
      Prec.high(keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => this.onSave() }])),
      minimalSetup,
      ...codeLook({ label, readOnly, language, nonce: this.nonce }),
    ];
  }

  private onSave(): boolean {
    this.save.emit();
    return true;
  }
}
