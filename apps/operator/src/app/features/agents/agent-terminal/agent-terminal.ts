import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import {
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatSnackBar } from '@angular/material/snack-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { Confirm, EmptyState, ErrorPanel, RelativeTime } from '@nora/ui';
import { WorkspacesStore, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { Forbidden } from '../../states/forbidden';
import { AgentStore } from '../agent.store';
import { darkLook } from './dark-look';
import { type ScreenCommand, TerminalScreen } from './terminal-screen';
import { STATE_WORDS, endingWords, pasteWords } from './terminal-words';
import { TerminalStore } from './terminal.store';

const FONT_KEY = 'nora.terminal-font';
const READER_KEY = 'nora.terminal-reader';
const FONT = { least: 10, usual: 13, most: 24 };

/** Keys that a keyboard on glass does not have. */
const TOUCH_KEYS = [
  { label: 'Esc', keys: '\x1b' },
  { label: 'Tab', keys: '\t' },
  { label: 'Ctrl C', keys: '\x03' },
  { label: 'Ctrl D', keys: '\x04' },
  { label: '↑', keys: '\x1b[A' },
  { label: '↓', keys: '\x1b[B' },
] as const;

/** A shell inside the agent. */
@Component({
  selector: 'nora-agent-terminal',
  imports: [
    EmptyState,
    ErrorPanel,
    Forbidden,
    MatButton,
    MatIcon,
    MatIconButton,
    MatTooltip,
    RelativeTime,
    TerminalScreen,
  ],
  providers: [TerminalStore],
  templateUrl: './agent-terminal.html',
  styleUrl: './agent-terminal.scss',
})
export class AgentTerminal {
  private readonly dialog = inject(MatDialog);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly snackBar = inject(MatSnackBar);
  private readonly workspaces = inject(WorkspacesStore);
  protected readonly screen = viewChild(TerminalScreen);
  private readonly findBox = viewChild<ElementRef<HTMLInputElement>>('findBox');
  private readonly tools = viewChild<ElementRef<HTMLElement>>('tools');

  readonly agentId = input.required<string>();

  protected readonly store = inject(TerminalStore);
  protected readonly agent = inject(AgentStore).agent;
  protected readonly dark = darkLook();
  protected readonly touchKeys = TOUCH_KEYS;
  protected readonly allowed = computed(() => {
    const agent = this.agent();
    return agent === null || this.workspaces.can('agents:exec', agent.workspaceId);
  });
  protected readonly isUp = computed(() => ['running', 'warning'].includes(this.agent()?.status ?? ''));
  /** Stays while a terminal is shown whose agent has stopped: its last words are the help. */
  protected readonly shown = linkedSignal<boolean, boolean>({
    source: this.isUp,
    computation: (isUp, previous) => isUp || (previous?.value ?? false),
  });
  protected readonly word = computed(() => STATE_WORDS[this.store.state()]);
  protected readonly endedBecause = computed(() => {
    const ending = this.store.ending();
    return ending && endingWords(ending);
  });
  protected readonly fontSize = signal(storedFont());
  protected readonly reader = signal(localStorage.getItem(READER_KEY) !== null);
  protected readonly finding = signal(false);
  protected readonly nothingFound = signal(false);
  protected readonly hasSelection = signal(false);

  constructor() {
    effect(() => {
      // A terminal that ended with its agent is opened again when that is back.
      if (this.isUp() && this.store.problem()?.code === 'agent_not_running') this.store.reconnect();
    });
  }

  protected begin(): void {
    const screen = this.screen();
    if (!screen) return;
    this.store.open(this.agentId(), screen);
    screen.focus();
  }

  protected renew(): void {
    this.store.renew();
    this.screen()?.focus();
  }

  protected reconnect(): void {
    this.store.reconnect();
    this.screen()?.focus();
  }

  protected obey(command: ScreenCommand): void {
    if (command === 'find') this.openFind();
    if (command === 'copy') this.copy();
    if (command === 'leave') this.tools()?.nativeElement.querySelector('button')?.focus();
  }

  protected openFind(): void {
    this.finding.set(true);
    // Drawn by then.
    setTimeout(() => this.findBox()?.nativeElement.select());
  }

  protected closeFind(): void {
    this.finding.set(false);
    this.nothingFound.set(false);
    this.screen()?.clearFind();
    this.screen()?.focus();
  }

  protected find(text: string, forward: boolean): void {
    const found = text !== '' && (this.screen()?.find(text, forward) ?? false);
    this.nothingFound.set(text !== '' && !found);
  }

  protected onFindKey(event: KeyboardEvent, text: string): void {
    if (event.key === 'Escape') this.closeFind();
    if (event.key === 'Enter') this.find(text, !event.shiftKey);
  }

  protected copy(): void {
    const text = this.screen()?.selection() ?? '';
    if (text !== '' && this.clipboard.copy(text)) void this.announcer.announce('Copied');
    this.screen()?.focus();
  }

  protected async paste(text: string): Promise<void> {
    const count = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').length;
    const agreed = await this.ask({
      title: `Paste ${count} lines?`,
      consequence: pasteWords(text),
      action: 'Paste',
      keep: 'Do not paste',
    });
    if (agreed) this.screen()?.paste(text);
    else this.screen()?.focus();
  }

  protected changeFont(by: number): void {
    const size = Math.min(FONT.most, Math.max(FONT.least, this.fontSize() + by));
    this.fontSize.set(size);
    localStorage.setItem(FONT_KEY, String(size));
    void this.announcer.announce(`Text size ${size}`);
  }

  protected toggleReader(): void {
    this.reader.update((on) => !on);
    if (this.reader()) localStorage.setItem(READER_KEY, '1');
    else localStorage.removeItem(READER_KEY);
  }

  protected async end(): Promise<void> {
    const consequence = 'The shell ends with everything that runs in it.';
    if (!(await this.ask({ title: 'End this terminal?', consequence, action: 'End it', keep: 'Keep it' })))
      return;
    await this.trying(() => this.store.close());
  }

  protected async endOther(terminalId: string, whose: string): Promise<void> {
    const consequence = `The shell of ${whose} ends with everything that runs in it.`;
    const question = { title: 'End this terminal?', consequence, action: 'End it', keep: 'Keep it' };
    if (!(await this.ask(question))) return;
    await this.trying(() => this.store.endOther(terminalId));
    if (this.store.state() === 'refused') this.store.reconnect();
  }

  private async ask(data: {
    title: string;
    consequence: string;
    action: string;
    keep: string;
  }): Promise<boolean> {
    return (await firstValueFrom(this.dialog.open(Confirm, { data }).afterClosed())) === true;
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.snackBar.open(toUserProblem(error).detail, 'Close');
    }
  }
}

function storedFont(): number {
  const stored = Number(localStorage.getItem(FONT_KEY));
  return stored >= FONT.least && stored <= FONT.most ? stored : FONT.usual;
}
