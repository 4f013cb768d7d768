/** One server-sent event. `data` is sent as JSON, so it never holds a line break. */
export interface SseEvent {
  event: string;
  data: unknown;
  id?: string;
}

/** The bytes of an event as the HTML standard lays them down (§9.2.5). */
export function formatEvent({ event, data, id }: SseEvent): string {
  const lines = [...(id === undefined ? [] : [`id: ${singleLine(id)}`]), `event: ${singleLine(event)}`];
  return `${lines.join('\n')}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, which clients pass over; keeps proxies from closing a quiet stream. */
export function formatComment(text: string): string {
  return `: ${singleLine(text)}\n\n`;
}

/** Tells clients how long to wait before they connect again. */
export function formatRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

const singleLine = (text: string): string => text.replace(/[\r\n\0]+/g, ' ');
