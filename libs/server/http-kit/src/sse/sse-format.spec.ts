import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { formatComment, formatEvent, formatRetry } from './sse-format';

function parse(text: string): { events: EventSourceMessage[]; retries: number[] } {
  const events: EventSourceMessage[] = [];
  const retries: number[] = [];
  createParser({ onEvent: (event) => events.push(event), onRetry: (retry) => retries.push(retry) }).feed(
    text,
  );
  return { events, retries };
}

describe('server-sent events', () => {
  it('arrive as they were sent, line breaks and all', () => {
    const data = { text: 'one\ntwo\r\n\r\nevent: fake\ndata: {}\n\n“ü”' };
    const { events } = parse(formatEvent({ event: 'delta', data, id: '7-9' }));
    expect(events).toEqual([{ id: '7-9', event: 'delta', data: JSON.stringify(data) }]);
    expect(JSON.parse(events[0]?.data ?? '')).toEqual(data);
  });

  it('cannot be forged through an id or a name', () => {
    const { events } = parse(formatEvent({ event: 'a\nevent: b', data: 1, id: '1\ndata: 2' }));
    expect(events).toHaveLength(1);
    expect(events[0]?.data).toBe('1');
  });

  it('have comments that nobody sees and a retry that clients keep', () => {
    const { events, retries } = parse(formatComment('alive\nevent: x') + formatRetry(3_000));
    expect(events).toEqual([]);
    expect(retries).toEqual([3_000]);
  });
});
