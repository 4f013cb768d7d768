import type { ChatSession } from '@nora/data-access';

const TAIL = 8;

/** What a conversation is called: its title, or something to tell it by. */
export function sessionTitle({ title, preview, key }: ChatSession): string {
  return title ?? preview ?? `Conversation ${key.slice(-TAIL)}`;
}
