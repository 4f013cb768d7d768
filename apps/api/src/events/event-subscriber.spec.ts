import type { StoredEvent } from '@nora/domain';
import type { SseEvent, SseStream } from '@nora/http-kit';
import { EventSubscriber, comparePositions } from './event-subscriber';

const AT = new Date('2026-01-02T03:04:05.678Z');

function event(position: string, workspaceId = 'mine'): StoredEvent {
  return { position, workspaceId, type: 'agent.created', payload: { agentId: 'a' }, createdAt: AT };
}

function subscriber(within: string | null = null) {
  const sent: SseEvent[] = [];
  let ended = false;
  const stream = {
    send: (next: SseEvent) => sent.push(next),
    ready: () => Promise.resolve(),
    end: () => (ended = true),
  } as unknown as SseStream;
  const subject = new EventSubscriber({ userId: 'u', within }, () => stream);
  subject.allow(new Set(['mine', 'also-mine']));
  subject.open();
  return { subject, ids: () => sent.map(({ id }) => id), sent, hasEnded: () => ended };
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

  it('is ended when far too much waits for it', () => {
    const { subject, hasEnded } = subscriber();
    for (let at = 0; at < 5_000; at += 1) subject.offer(event(`1-${at}`));
    expect(hasEnded()).toBe(false);
    subject.offer(event('1-5000'));
    expect(hasEnded()).toBe(true);
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
