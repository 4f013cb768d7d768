import { Component, computed, input, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { ErrorPanel, RelativeTime, formatNumber } from '@nora/ui';

import { type ChatEntry, type EntryPart } from '../chat-entry';
import { Markdown } from '../markdown/markdown';
import { fileSize } from './file-size';
import { ToolCall } from './tool-call';

/** What one side said and did in one go. */
@Component({
  selector: 'nora-chat-turn',
  imports: [ErrorPanel, Markdown, MatIcon, RelativeTime, ToolCall],
  templateUrl: './chat-turn.html',
  styleUrl: './chat-turn.scss',
})
export class ChatTurn {
  readonly entry = input.required<ChatEntry>();
  readonly agentName = input.required<string>();
  /** Whether it can be tried again, should it have failed. */
  readonly canRetry = input(false);
  readonly retry = output<void>();

  protected readonly size = fileSize;
  protected readonly heading = computed(() => {
    const { from } = this.entry();
    return from === 'agent' ? this.agentName() : from === 'person' ? 'Asked' : 'System';
  });
  protected readonly running = computed(() => this.entry().state === 'running');
  protected readonly silent = computed(() => this.running() && this.entry().doing !== '');
  protected readonly tokens = computed(() => {
    const { usage } = this.entry();
    if (!usage) return null;
    const [read, written] = [formatNumber(usage.promptTokens), formatNumber(usage.completionTokens)];
    return `${read} tokens read, ${written} written`;
  });

  protected isGrowing(part: EntryPart): boolean {
    return this.running() && part === this.entry().parts.at(-1);
  }
}
