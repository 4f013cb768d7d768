import {
  CSP_NONCE,
  Component,
  DOCUMENT,
  DestroyRef,
  ElementRef,
  ViewEncapsulation,
  afterNextRender,
  effect,
  inject,
  input,
  output,
} from '@angular/core';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, Terminal } from '@xterm/xterm';

import { styleNewElements } from './styled-elements';
import { TERMINAL_THEMES } from './terminal-theme';
import type { TerminalScreenPort } from './terminal.store';

/** A key that the terminal does not get, because it is for the page around it. */
export type ScreenCommand = 'find' | 'copy' | 'leave';

const COMMANDS: Readonly<Record<string, ScreenCommand>> = { f: 'find', c: 'copy', arrowup: 'leave' };
const FALLBACK = { cols: 80, rows: 24 };
const LINES_KEPT = 5_000;

/** Shows the bytes of a terminal, and tells what is typed. */
@Component({
  selector: 'nora-terminal-screen',
  template: '',
  styleUrls: ['../../../../../../../node_modules/@xterm/xterm/css/xterm.css', './terminal-screen.scss'],
  // xterm.js makes its elements itself.
  encapsulation: ViewEncapsulation.None,
})
export class TerminalScreen implements TerminalScreenPort {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly document = inject(DOCUMENT);
  private readonly nonce = inject(CSP_NONCE, { optional: true });
  private readonly fit = new FitAddon();
  private readonly search = new SearchAddon();
  private readonly encoder = new TextEncoder();
  private terminal: Terminal | null = null;

  readonly dark = input.required<boolean>();
  readonly fontSize = input.required<number>();
  /** Puts the lines where a screen reader finds them, which costs time. */
  readonly screenReader = input.required<boolean>();

  /** It can be written to, and has its size. */
  readonly ready = output<void>();
  readonly typed = output<Uint8Array>();
  readonly resized = output<{ cols: number; rows: number }>();
  readonly asked = output<ScreenCommand>();
  /** Text of more than one line that is about to be pasted. */
  readonly pasting = output<string>();
  readonly selected = output<boolean>();

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => void this.show(destroyed));
    effect(() => {
      const { options } = this.terminal ?? {};
      const [theme, fontSize, screenReaderMode] = [this.theme(), this.fontSize(), this.screenReader()];
      if (!options) return;
      Object.assign(options, { theme, fontSize, screenReaderMode });
      this.refit();
    });
  }

  size(): { cols: number; rows: number } {
    const { cols, rows } = this.terminal ?? FALLBACK;
    return { cols, rows };
  }

  write(bytes: Uint8Array, shown: () => void): void {
    this.terminal?.write(bytes, shown);
  }

  reset(): void {
    this.terminal?.reset();
  }

  focus(): void {
    this.terminal?.focus();
  }

  /** Puts text in as if it had been typed, marked as pasted where the program asks for that. */
  paste(text: string): void {
    this.terminal?.paste(text);
    this.focus();
  }

  /** Sends keys that a keyboard on glass does not have. */
  press(keys: string): void {
    this.typed.emit(this.encoder.encode(keys));
    this.focus();
  }

  selection(): string {
    return this.terminal?.getSelection() ?? '';
  }

  /** Shows the next place that holds a text, or the one before; false when there is none. */
  find(text: string, forward: boolean): boolean {
    const options = { caseSensitive: false };
    return forward ? this.search.findNext(text, options) : this.search.findPrevious(text, options);
  }

  clearFind(): void {
    this.search.clearDecorations();
    this.terminal?.clearSelection();
  }

  private onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]./s.test(text)) return;
    event.preventDefault();
    event.stopPropagation();
    this.pasting.emit(text);
  }

  private theme(): ITheme {
    return TERMINAL_THEMES[this.dark() ? 'dark' : 'light'];
  }

  private async show(destroyed: DestroyRef): Promise<void> {
    const fontFamily = getComputedStyle(this.host).fontFamily;
    // Characters are measured once: by then the font must be there.
    await this.document.fonts.load(`${this.fontSize()}px ${fontFamily}`).catch(() => undefined);
    if (destroyed.destroyed) return;
    const terminal = new Terminal({
      ...{ fontFamily, fontSize: this.fontSize(), theme: this.theme(), scrollback: LINES_KEPT },
      ...{ allowProposedApi: true, cursorBlink: false, minimumContrastRatio: 4.5, macOptionIsMeta: true },
      screenReaderMode: this.screenReader(),
    });
    terminal.loadAddon(this.fit);
    terminal.loadAddon(this.search);
    terminal.loadAddon(new Unicode11Addon());
    terminal.loadAddon(new WebLinksAddon((_event, uri) => window.open(uri, '_blank', 'noopener,noreferrer')));
    terminal.unicode.activeVersion = '11';
    destroyed.onDestroy(styleNewElements(this.document, this.nonce));
    terminal.open(this.host);
    this.terminal = terminal;
    this.listen(terminal, destroyed);
    this.fit.fit();
    this.ready.emit();
  }

  private listen(terminal: Terminal, destroyed: DestroyRef): void {
    terminal.attachCustomKeyEventHandler((event) => this.onKey(event));
    terminal.onData((text) => this.typed.emit(this.encoder.encode(text)));
    terminal.onBinary((text) => this.typed.emit(Uint8Array.from(text, (one) => one.charCodeAt(0))));
    terminal.onResize((size) => this.resized.emit(size));
    terminal.onSelectionChange(() => this.selected.emit(terminal.hasSelection()));
    // Before the terminal, which would paste.
    this.host.addEventListener('paste', (event) => this.onPaste(event), { capture: true });
    const resizing = new ResizeObserver(() => this.refit());
    resizing.observe(this.host);
    destroyed.onDestroy(() => {
      resizing.disconnect();
      terminal.dispose();
    });
  }

  /** False for what is not for the terminal. */
  private onKey(event: KeyboardEvent): boolean {
    const command = event.ctrlKey && event.shiftKey ? COMMANDS[event.key.toLowerCase()] : undefined;
    // Left to the browser, which pastes.
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'v') return false;
    if (!command) return true;
    event.preventDefault();
    if (event.type === 'keydown') this.asked.emit(command);
    return false;
  }

  private refit(): void {
    // One that is not shown has no size.
    if (this.host.clientWidth > 0 && this.host.clientHeight > 0) this.fit.fit();
  }
}
