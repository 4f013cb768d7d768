import { setTimeout as sleep } from 'node:timers/promises';
import { LossySender } from './lossy-sender';
import { formatEvent } from './sse-format';
import type { SseStream } from './sse-stream';

/** A stream whose reader takes an event at a time, when it is told to. */
class Reader {
  readonly sent: string[] = [];
  isOpen = true;
  hasRoom = true;
  private takers: (() => void)[] = [];

  sendText(text: string): void {
    this.sent.push(/data: (.*)/.exec(text)?.[1] ?? '');
    this.hasRoom = false;
  }

  async ready(): Promise<void> {
    if (this.isOpen && !this.hasRoom) await new Promise<void>((resolve) => this.takers.push(resolve));
  }

  async take(events: number): Promise<void> {
    for (let at = 0; at < events; at += 1) {
      this.hasRoom = true;
      for (const taken of this.takers.splice(0)) taken();
      await sleep(0);
    }
  }
}

const LENGTH = formatEvent({ event: 'line', data: 10 }).length;

describe('LossySender', () => {
  function set(room: number) {
    const reader = new Reader();
    const sender = new LossySender<number>(reader as unknown as SseStream, {
      limit: room * LENGTH,
      marker: ({ count, first, last }) => ({ event: 'missed', data: `${count} from ${first} to ${last}` }),
    });
    const send = (...numbers: number[]) =>
      numbers.forEach((data) => sender.send(formatEvent({ event: 'line', data }), data));
    return { reader, sender, send };
  }

  it('leaves out what a slow reader has no room for, and tells it in its place', async () => {
    const { reader, sender, send } = set(2);
    send(10, 11, 12, 13, 14, 15);
    await reader.take(3);
    send(16);
    await reader.take(1);
    send(17);
    await reader.take(5);
    await sender.emptied();
    expect(reader.sent).toEqual(['10', '11', '12', '"3 from 13 to 15"', '16', '17']);
  });

  it('sends a reader that keeps up everything at once', async () => {
    const { reader, send } = set(2);
    for (let number = 10; number < 99; number += 1) {
      send(number);
      expect(reader.sent.at(-1)).toBe(String(number));
      await reader.take(1);
    }
  });

  it('has room again as the reader takes what waits', async () => {
    const { reader, send } = set(3);
    send(10, 11, 12, 13);
    await reader.take(2);
    send(14, 15);
    await reader.take(9);
    expect(reader.sent).toEqual(['10', '11', '12', '13', '14', '15']);
  });

  it('keeps nothing for a reader that has gone', async () => {
    const { reader, sender, send } = set(2);
    send(10, 11, 12, 13);
    reader.isOpen = false;
    await reader.take(1);
    send(14);
    await sender.emptied();
    expect(reader.sent).toEqual(['10']);
  });
});
