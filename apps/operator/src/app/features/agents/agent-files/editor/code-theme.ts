import { syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';

/** Colours that follow the theme by themselves: each is a pair for light and dark. */
const INK = {
  comment: 'light-dark(#5d6672, #98a2ae)',
  keyword: 'light-dark(#7a2fb5, #cfa6ff)',
  text: 'light-dark(#0f6a3a, #86d9a6)',
  value: 'light-dark(#9a4a00, #f0b06a)',
  name: 'light-dark(#1558b0, #8fbcff)',
  type: 'light-dark(#00687a, #6fd2e6)',
};

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '0.8125rem', backgroundColor: 'var(--nora-code)' },
  // Whatever holds the editor shows the focus.
  '&.cm-focused, .cm-content:focus-visible': { outline: '0' },
  '.cm-scroller': { fontFamily: 'var(--nora-mono)', fontVariantLigatures: 'none', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--mat-sys-on-surface)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--mat-sys-on-surface)' },
  '.cm-gutters': {
    border: '0',
    backgroundColor: 'var(--nora-code)',
    color: 'var(--mat-sys-on-surface-variant)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--mat-sys-on-surface) 5%, transparent)',
  },
  '& .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--mat-sys-primary) 28%, transparent)',
  },
  '.cm-selectionMatch, .cm-searchMatch': {
    backgroundColor: 'color-mix(in srgb, var(--nora-warning) 22%, transparent)',
    outline: '0',
  },
  '.cm-foldPlaceholder': {
    border: '1px solid var(--nora-line)',
    backgroundColor: 'var(--nora-card)',
    color: 'var(--mat-sys-on-surface-variant)',
  },
  '.cm-panels': {
    borderColor: 'var(--nora-line)',
    backgroundColor: 'var(--nora-card)',
    color: 'var(--mat-sys-on-surface)',
  },
  '.cm-panel.cm-search, .cm-panel.cm-search label': { fontSize: '0.75rem' },
  '.cm-panel.cm-search [name=close]': { minWidth: '24px', minHeight: '24px', cursor: 'pointer' },
  '.cm-textfield, .cm-button': {
    minHeight: '24px',
    fontSize: '0.75rem',
    border: '1px solid var(--mat-sys-outline)',
    borderRadius: '4px',
    background: 'var(--nora-card)',
    color: 'var(--mat-sys-on-surface)',
  },
  '.cm-tooltip': { border: '1px solid var(--nora-line)', backgroundColor: 'var(--nora-card)' },
  '.cm-changedLine, .cm-insertedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--nora-running-soft)' },
  '.cm-deletedLine, .cm-deletedChunk, &.cm-merge-a .cm-changedLine': {
    backgroundColor: 'var(--nora-failed-soft)',
  },
  '& .cm-changedText, & .cm-insertedLine .cm-changedText': {
    background: 'color-mix(in srgb, var(--nora-running) 22%, transparent)',
  },
  '& .cm-deletedText, &.cm-merge-a .cm-changedText, & .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--nora-failed) 22%, transparent)',
  },
  '.cm-collapsedLines': {
    background: 'var(--nora-hover)',
    color: 'var(--mat-sys-on-surface-variant)',
  },
  '.tok-comment, .tok-meta': { color: INK.comment },
  '.tok-keyword, .tok-operator': { color: INK.keyword },
  '.tok-string, .tok-string2, .tok-inserted': { color: INK.text },
  '.tok-number, .tok-bool, .tok-atom, .tok-literal': { color: INK.value },
  '.tok-propertyName, .tok-labelName, .tok-macroName, .tok-heading, .tok-link, .tok-url': { color: INK.name },
  '.tok-typeName, .tok-className, .tok-namespace': { color: INK.type },
  '.tok-heading, .tok-strong': { fontWeight: '600' },
  '.tok-emphasis': { fontStyle: 'italic' },
  '.tok-invalid, .tok-deleted': { color: 'var(--nora-failed)' },
});

/** What a text is shown with, wherever it is shown. */
export interface CodeLook {
  label: string;
  readOnly: boolean;
  language: Extension;
  /** The policy of the page refuses styles without it; null where there is none. */
  nonce: string | null;
}

/** How text looks and what is said of it; without what can be done with it. */
export function codeLook({ label, readOnly, language, nonce }: CodeLook): Extension[] {
  return [
    ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
    look,
    language,
    syntaxHighlighting(classHighlighter),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.readOnly.of(readOnly),
  ];
}
