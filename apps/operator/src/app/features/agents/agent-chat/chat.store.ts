import { Injectable, inject } from '@angular/core';
import { SseClient } from '@nora/data-access';

import { Conversation } from './conversation';

/** Keeps the talk with each agent while the tab is open, so that looking at the logs does not end it. */
@Injectable({ providedIn: 'root' })
export class ChatStore {
  private readonly sse = inject(SseClient);
  private readonly byAgent = new Map<string, Conversation>();

  conversation(agentId: string): Conversation {
    let conversation = this.byAgent.get(agentId);
    if (!conversation) {
      conversation = new Conversation(agentId, this.sse);
      this.byAgent.set(agentId, conversation);
    }
    return conversation;
  }
}
