import { Component, type ElementRef, computed, effect, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, Skeleton } from '@nora/ui';

import { AgentStore } from '../agent.store';
import { NotRunning } from '../not-running/not-running';
import { ConsoleStore } from './console.store';

/** What Nora's own script in the page of a runtime says when the page is there. */
const PAGE_IS_THERE = 'nora:page-shown';
/** The only addresses that are ever framed. */
const OF_A_GATEWAY = /^\/api\/agents\/[0-9a-f-]{36}\/gateway\/embed\/[0-9a-f]{64}\/$/;

/**
 * The runtime's own pages, in a frame whose origin is its own: nothing in it can call Nora as the one who looks at it.
 */
@Component({
  selector: 'nora-agent-console',
  imports: [EmptyState, ErrorPanel, MatButton, MatIcon, NotRunning, Skeleton],
  providers: [ConsoleStore],
  templateUrl: './agent-console.html',
  styleUrl: './agent-console.scss',
  host: { '(window:message)': 'heard($event)' },
})
export class AgentConsole {
  private readonly agents = inject(AgentStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly sanitizer = inject(DomSanitizer);
  private readonly frame = viewChild<ElementRef<HTMLIFrameElement>>('frame');

  readonly agentId = input.required<string>();

  protected readonly store = inject(ConsoleStore);
  protected readonly agent = this.agents.agent;
  protected readonly runs = computed(() => ['running', 'warning'].includes(this.agent()?.status ?? ''));
  protected readonly looksOnly = computed(
    () => !this.workspaces.can('agents:chat', this.agent()?.workspaceId),
  );
  protected readonly source = computed(() => {
    const url = this.store.url();
    return url !== null && OF_A_GATEWAY.test(url) ? this.sanitizer.bypassSecurityTrustResourceUrl(url) : null;
  });

  constructor() {
    effect(() => {
      const [agentId, runs] = [this.agentId(), this.runs()];
      if (runs) void this.store.open(agentId);
      else this.store.close();
    });
  }

  protected heard({ source, data }: MessageEvent<unknown>): void {
    if (data === PAGE_IS_THERE && source === this.frame()?.nativeElement.contentWindow) this.store.shown();
  }

  protected reload(): void {
    void this.store.open(this.agentId());
  }
}
