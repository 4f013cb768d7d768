import type { StoredEvent } from '@nora/domain';
import type { SseStream } from '@nora/http-kit';
import { createParser } from 'eventsource-parser';
import { EventSubscriber, comparePositions } from './event-subscriber';

const AT = new Date('2026-01-02T03:04:05.678Z');

function event(position: string, workspaceId = 'mine'): StoredEvent {
  return { position, workspaceId, type: 'agent.created', payload: { agentId: 'a' }, createdAt: AT };
}

function subscriber(within: string | null = null) {
  const sent: { id: string | undefined; event: string | undefined; data: unknown }[] = [];
  const parser = createParser({
    onEvent: ({ id, event: name, data }) => sent.push({ id, event: name, data: JSON.parse(data) }),
  });
  const reader = { hasRoom: true, isOpen: true, takes: () => undefined as void };
  const stream = {
    ...{ sendText: (text: string) => parser.feed(text) },
    ...{ isOpen: true, ended: false, end: () => (stream.ended = true) },
    get hasRoom() {
      return reader.hasRoom;
    },
    ready: () =>
      reader.hasRoom ? Promise.resolve() : new Promise<void>((resolve) => (reader.takes = resolve)),
  };
  const subject = new EventSubscriber({ userId: 'u', within }, () => stream as unknown as SseStream);
  subject.allow(new Set(['mine', 'also-mine']));
  subject.open();
  return { subject, reader, ids: () => sent.map(({ id }) => id), sent, hasEnded: () => stream.ended };
}

describe('EventSubscriber', () => {
  it('sends payload, id, time and workspace', () => {
    const { subject, sent } = subscriber();
    subject.goLive();
    subject.offer(event('5-7'));
    const data = { agentId: 'a', id: '5-7', at: AT.toISOString(), workspaceId: 'mine' };
    expect(sent).toEqual([{ id: '5-7', event: 'agent.created', data }]);
  });

  it('sends nothing of workspaces that are not its own, and follows a change of membership', () => {
    const { subject, ids } = subscriber();
    subject.goLive();
    subject.offer(event('1-1', 'other'));
    subject.allow(new Set(['other']));
    subject.offer(event('1-2', 'other'));
    subject.offer(event('1-3', 'mine'));
    expect(ids()).toEqual(['1-2']);
  });

  it('tells an account of the end of its own membership, and of nobody else elsewhere', () => {
    const { subject, ids } = subscriber();
    subject.goLive();
    const left = (position: string, userId: string): StoredEvent => ({
      ...{ position, workspaceId: 'left', type: 'membership.changed', createdAt: AT },
      payload: { userId, role: null },
    });
    subject.offer(left('1-1', 'somebody-else'));
    subject.offer(left('1-2', 'u'));
    expect(ids()).toEqual(['1-2']);
    const key = subscriber('mine');
    key.subject.goLive();
    key.subject.offer(left('1-2', 'u'));
    expect(key.ids()).toEqual([]);
  });

  it('sends an API key nothing of other workspaces of its issuer', () => {
    const { subject, ids } = subscriber('mine');
    subject.goLive();
    subject.offer(event('1-1', 'also-mine'));
    subject.offer(event('1-2', 'mine'));
    expect(ids()).toEqual(['1-2']);
  });

  it('shows what was missed before what came meanwhile, and nothing twice', async () => {
    const { subject, ids } = subscriber();
    subject.offer(event('9-2'));
    subject.offer(event('10-1'));
    await subject.replay(event('8-1'));
    await subject.replay(event('9-2'));
    expect(ids()).toEqual(['8-1', '9-2']);
    subject.goLive();
    subject.offer(event('10-2'));
    expect(ids()).toEqual(['8-1', '9-2', '10-1', '10-2']);
  });

  it('is not shown twice what the log that everybody follows comes to only later', async () => {
    const { subject, ids } = subscriber();
    subject.beginBehind('5-1');
    subject.offer(event('4-1'));
    subject.offer(event('5-1'));
    await subject.replay(event('6-1'));
    await subject.replay(event('7-1'));
    subject.goLive();
    for (const position of ['6-1', '7-1', '7-2']) subject.offer(event(position));
    expect(ids()).toEqual(['6-1', '7-1', '7-2']);
  });

  it('has to be shown again what was too much to wait for it', async () => {
    const { subject, ids, hasEnded } = subscriber();
    for (let at = 0; at < 5_001; at += 1) subject.offer(event(`1-${at}`));
    subject.offer(event('2-1'));
    expect(subject.goLive()).toBe(false);
    expect(ids()).toEqual([]);
    await subject.replay(event('1-0'));
    await subject.replay(event('1-5000'));
    expect(subject.goLive()).toBe(true);
    subject.offer(event('2-2'));
    expect(ids()).toEqual(['1-0', '1-5000', '2-1', '2-2']);
    expect(hasEnded()).toBe(false);
  });

  it('is told how much it missed when it reads too slowly', async () => {
    const { subject, reader, sent, hasEnded } = subscriber();
    subject.goLive();
    reader.hasRoom = false;
    for (let at = 0; at < 20_000; at += 1) subject.offer(event(`1-${at}`));
    // Of other workspaces, so it misses nothing of them.
    for (let at = 0; at < 100; at += 1) subject.offer(event(`2-${at}`, 'other'));
    expect(sent).toEqual([]);
    reader.hasRoom = true;
    reader.takes();
    while (sent.at(-1)?.event !== 'missed') await new Promise((resolve) => setTimeout(resolve, 5));
    const marker = sent.at(-1);
    expect(marker).toEqual({ id: undefined, event: 'missed', data: { count: 20_001 - sent.length } });
    expect(sent.length).toBeGreaterThan(1_000);
    subject.offer(event('3-1'));
    expect(sent.at(-1)?.id).toBe('3-1');
    expect(hasEnded()).toBe(false);
  });
});

describe('comparePositions', () => {
  it('compares as numbers, not as text', () => {
    const ordered = ['2-10', '10-2', '10-11', '9007199254740993-1'];
    for (let at = 1; at < ordered.length; at += 1) {
      expect(comparePositions(ordered[at - 1] ?? '', ordered[at] ?? '')).toBe(-1);
      expect(comparePositions(ordered[at] ?? '', ordered[at - 1] ?? '')).toBe(1);
    }
    expect(comparePositions('7-7', '7-7')).toBe(0);
  });
});
