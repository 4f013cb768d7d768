import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { IconName } from '@nora/ui';

import type { ToolPart } from '../chat-entry';

const LOOKS: Readonly<Record<ToolPart['state'], { word: string; icon: IconName }>> = {
  running: { word: 'running', icon: 'progress_activity' },
  done: { word: 'done', icon: 'check_circle' },
  failed: { word: 'failed', icon: 'error' },
  unknown: { word: 'called', icon: 'terminal' },
};
const GIST_LENGTH = 90;

/** A call of a tool: what for in one line, and folded what went in and came out. */
@Component({
  selector: 'nora-tool-call',
  imports: [MatIcon],
  templateUrl: './tool-call.html',
  styleUrl: './tool-call.scss',
})
export class ToolCall {
  readonly call = input.required<ToolPart>();

  protected readonly look = computed(() => LOOKS[this.call().state]);
  protected readonly gist = computed(() => gistOf(this.call().input));
}

/** The beginning of the first argument that is a text. */
function gistOf(input: string): string {
  try {
    const values = Object.values(JSON.parse(input) as Record<string, unknown>);
    const text = values.find((value) => typeof value === 'string') ?? '';
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length > GIST_LENGTH ? `${line.slice(0, GIST_LENGTH)}…` : line;
  } catch {
    return '';
  }
}
