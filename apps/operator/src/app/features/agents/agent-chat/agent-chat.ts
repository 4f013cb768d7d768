import { CdkTextareaAutosize } from '@angular/cdk/text-field';
import {
  Component,
  type ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { EmptyState, ErrorPanel } from '@nora/ui';

import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { OPERATION_LOOKS } from '../operation-looks';
import { ChatStore } from './chat.store';

const AT_END_PX = 48;

/** Talking to the agent through its own gateway. */
@Component({
  selector: 'nora-agent-chat',
  imports: [CdkTextareaAutosize, EmptyState, ErrorPanel, MatButton, MatIcon, MatIconButton, MatTooltip],
  templateUrl: './agent-chat.html',
  styleUrl: './agent-chat.scss',
})
export class AgentChat {
  private readonly chats = inject(ChatStore);
  private readonly operations = inject(AgentOperations);
  private readonly thread = viewChild<ElementRef<HTMLElement>>('thread');
  private readonly box = viewChild(CdkTextareaAutosize);
  private atEnd = true;

  /** Route parameter. */
  readonly agentId = input.required<string>();

  protected readonly agent = inject(AgentStore).agent;
  protected readonly conversation = computed(() => this.chats.conversation(this.agentId()));
  protected readonly messages = computed(() => this.conversation().messages());
  protected readonly streaming = computed(() => this.conversation().streaming());
  protected readonly answering = computed(() => ['running', 'warning'].includes(this.agent()?.status ?? ''));
  protected readonly remedy = computed(() => {
    const agent = this.agent();
    const operation = agent ? this.operations.offered(agent).find((one) => one === 'start') : undefined;
    return operation ? { operation, ...OPERATION_LOOKS[operation] } : null;
  });
  protected readonly draft = signal('');
  protected readonly suggestions: readonly string[] = ['Hello, who are you?', 'What can you do?'];

  constructor() {
    afterRenderEffect(() => {
      this.draft();
      this.box()?.resizeToFitContent(true);
    });
    afterRenderEffect(() => {
      this.messages();
      const thread = this.thread()?.nativeElement;
      if (thread && this.atEnd) thread.scrollTop = thread.scrollHeight;
    });
  }

  protected onKey(event: KeyboardEvent): void {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send(this.draft());
  }

  protected send(text: string): void {
    if (!text.trim() || this.streaming()) return;
    this.draft.set('');
    this.atEnd = true;
    void this.conversation().send(text);
  }

  protected onScroll(thread: HTMLElement): void {
    this.atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < AT_END_PX;
  }

  protected run(operation: Operation): void {
    const agent = this.agent();
    if (agent) void this.operations.run(operation, agent);
  }
}
