import type { SseEvent } from '@nora/http-kit';
import { LiveListener } from './live-listener';

describe('LiveListener', () => {
  it('tells a slow reader the newest, and how much it missed', async () => {
    const sent: SseEvent[] = [];
    let ready = (): void => undefined;
    const stream = {
      isOpen: true,
      sendWhenReady: (event: SseEvent) => {
        sent.push(event);
        return new Promise<void>((resolve) => (ready = resolve));
      },
    };
    const listener = new LiveListener(stream);
    for (let at = 0; at < 100; at += 1) listener.tell({ event: 'sample', data: { at } });
    expect(sent).toEqual([{ event: 'sample', data: { at: 0, missed: 0 } }]);
    ready();
    await new Promise(setImmediate);
    expect(sent.slice(1)).toEqual([{ event: 'sample', data: { at: 99, missed: 98 } }]);
    ready();
    await new Promise(setImmediate);
    listener.tell({ event: 'stopped', data: {} });
    expect(sent.slice(2)).toEqual([{ event: 'stopped', data: { missed: 0 } }]);
  });

  it('sends nothing to a reader who has gone', async () => {
    const sent: SseEvent[] = [];
    const stream = {
      isOpen: false,
      sendWhenReady: (event: SseEvent) => Promise.resolve(void sent.push(event)),
    };
    new LiveListener(stream).tell({ event: 'sample', data: {} });
    await new Promise(setImmediate);
    expect(sent).toEqual([]);
  });
});
