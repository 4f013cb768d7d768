import type { LiveEvent } from '@nora/data-access';

/** Models were stopped, or may be called again. */
export type StopEvent = Extract<LiveEvent, { type: 'models.stopped' | 'models.resumed' }>;

export function isStopEvent(event: LiveEvent): event is StopEvent {
  return event.type === 'models.stopped' || event.type === 'models.resumed';
}
