/**
 * Whether an answer comes event by event (WHATWG HTML, server-sent events).
 * @param contentType the header, as Node gives it
 */
export function isEventStream(contentType: number | string | readonly string[] | undefined): boolean {
  return String(contentType).includes('text/event-stream');
}
