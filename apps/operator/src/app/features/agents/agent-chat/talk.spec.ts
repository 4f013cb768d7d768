import {
  type ChatMessage,
  type ChatMessagePage,
  ProblemError,
  type SseClient,
  type SseMessage,
  type SseRequest,
} from '@nora/data-access';

import { textOf } from './chat-entry';
import { Talk } from './talk';

const KEY = 'agent:main:x';
const flush = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** A stream that a test feeds. */
class Feed {
  private readonly waiting: SseMessage[] = [];
  private wake: () => void = () => undefined;
  private ended = false;

  constructor(readonly request: SseRequest) {
    request.signal.addEventListener('abort', () => this.end());
  }

  async *read(): AsyncGenerator<SseMessage> {
    this.request.onOpen?.();
    for (;;) {
      const next = this.waiting.shift();
      if (next) yield next;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async say(...messages: [event: string, data: object][]): Promise<void> {
    this.waiting.push(...messages.map(([event, data]) => ({ event, data })));
    this.wake();
    await flush();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }
}

const written = (id: string, role: ChatMessage['role'], text: string, runId = 'r1'): ChatMessage => ({
  ...{ id, role, runId, createdAt: null, parts: [{ type: 'text', text }] },
});

describe('Talk', () => {
  let feeds: Feed[];
  let posts: Feed[];
  let refusal: ProblemError | null;
  let page: ChatMessagePage;
  let changes: number;
  const abort = jest.fn(() => Promise.resolve());

  beforeEach(() => {
    [feeds, posts, refusal, page, changes] = [[], [], null, { items: [], nextCursor: null }, 0];
    abort.mockClear();
  });

  function talk(isNew = true): Talk {
    const stream = (request: SseRequest) => {
      if (request.method === 'POST' && refusal) throw refusal;
      const feed = new Feed(request);
      (request.method === 'POST' ? posts : feeds).push(feed);
      return feed.read();
    };
    return new Talk(
      { agentId: 'a1', sessionKey: KEY, isNew },
      {
        ...{ sse: { stream } as unknown as SseClient, abort, changed: () => (changes += 1) },
        readMessages: () => Promise.resolve(page),
      },
    );
  }

  const shown = (one: Talk) => one.entries().map((entry) => [entry.from, textOf(entry), entry.state]);
  const start: [string, object] = ['start', { sessionKey: KEY, runId: 'r1' }];

  it('shows what was said at once, the answer as it grows, and then what was written down', async () => {
    const one = talk();
    void one.send('  Hi ');
    await flush();
    expect(shown(one)).toEqual([
      ['person', 'Hi', 'done'],
      ['agent', '', 'running'],
    ]);
    expect(posts[0]?.request.body).toEqual({ message: 'Hi', sessionKey: KEY, detached: true });
    await posts[0]?.say(start);
    expect(posts[0]?.request.signal.aborted).toBe(true);
    await feeds[0]?.say(
      ['synced', { running: false }],
      start,
      ['delta', { text: 'Hel' }],
      ['delta', { text: 'lo' }],
    );
    expect(shown(one)[1]).toEqual(['agent', 'Hello', 'running']);
    page = { items: [written('1', 'user', 'Hi'), written('2', 'assistant', 'Hello')], nextCursor: null };
    await feeds[0]?.say(['done', { sessionKey: KEY, runId: 'r1' }]);
    expect(one.entries().map(({ id }) => id)).toEqual(['1', '2']);
    expect([one.running(), one.lastAnswer(), changes]).toEqual([false, 'Hello', 2]);
    one.close();
  });

  it('joins a turn that goes on, with what of it is written down', async () => {
    page = {
      items: [written('1', 'user', 'Hi'), written('2', 'assistant', 'Let me look.')],
      nextCursor: null,
    };
    const one = talk(false);
    await flush();
    await feeds[0]?.say(start, ['delta', { text: 'Found' }], ['synced', { running: true }]);
    expect(shown(one)).toEqual([
      ['person', 'Hi', 'done'],
      ['agent', 'Let me look.\n\nFound', 'running'],
    ]);
    one.close();
  });

  it('shows what somebody else says, and what they are answered', async () => {
    const one = talk(false);
    await flush();
    await feeds[0]?.say(['message', written('1', 'user', 'Theirs')], start, ['delta', { text: 'Yes' }]);
    expect(shown(one)).toEqual([
      ['person', 'Theirs', 'done'],
      ['agent', 'Yes', 'running'],
    ]);
    one.close();
  });

  it('keeps what could not be said, and says it again', async () => {
    refusal = new ProblemError(409, { code: 'operation_in_progress', detail: 'Busy.' }, null);
    const one = talk();
    await one.send('Hi');
    expect(one.entries().at(-1)).toMatchObject({
      state: 'failed',
      problem: { detail: 'Busy.', retryable: true },
    });
    refusal = null;
    void one.retry();
    await flush();
    expect(shown(one)).toEqual([
      ['person', 'Hi', 'done'],
      ['agent', '', 'running'],
    ]);
    one.close();
  });

  it('says why an answer failed', async () => {
    const one = talk();
    void one.send('Hi');
    await flush();
    await posts[0]?.say(start);
    await feeds[0]?.say(start, ['error', { code: 'runtime_refused', detail: 'No model.' }]);
    expect(one.entries().at(-1)).toMatchObject({ state: 'failed', problem: { detail: 'No model.' } });
    one.close();
  });

  it('comes back after the connection was lost, to a turn that has ended meanwhile', async () => {
    jest.useFakeTimers();
    try {
      const one = talk(false);
      await flush();
      await feeds[0]?.say(start, ['delta', { text: 'Hel' }]);
      feeds[0]?.end();
      await flush();
      expect(one.connection()).toBe('lost');
      page = { items: [written('1', 'user', 'Hi'), written('2', 'assistant', 'Hello')], nextCursor: null };
      await jest.advanceTimersByTimeAsync(1_000);
      await feeds[1]?.say(['synced', { running: false }]);
      expect(one.connection()).toBe('live');
      expect(shown(one)).toEqual([
        ['person', 'Hi', 'done'],
        ['agent', 'Hello', 'done'],
      ]);
      one.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('comes back to a turn that goes on, and shows nothing of it twice', async () => {
    jest.useFakeTimers();
    try {
      const one = talk();
      void one.send('Hi');
      await flush();
      await posts[0]?.say(start);
      await feeds[0]?.say(['synced', { running: false }], start, ['delta', { text: 'Let me look.' }]);
      feeds[0]?.end();
      await flush();
      page = {
        items: [written('1', 'user', 'Hi'), written('2', 'assistant', 'Let me look. ')],
        nextCursor: null,
      };
      await jest.advanceTimersByTimeAsync(1_000);
      await feeds[1]?.say(start, ['delta', { text: 'Let me look. ' }], ['synced', { running: true }]);
      const asked = ['person', 'Hi', 'done'];
      expect(shown(one)).toEqual([asked, ['agent', 'Let me look. ', 'running']]);
      await feeds[1]?.say(['delta', { text: 'Found' }]);
      expect(shown(one)).toEqual([asked, ['agent', 'Let me look. \n\nFound', 'running']]);
      one.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('tells that Nora has lost the agent, and the turn anew when it is found again', async () => {
    const one = talk(false);
    await flush();
    await feeds[0]?.say(start, ['delta', { text: 'Hel' }], ['interrupted', { detail: '' }]);
    expect(one.connection()).toBe('interrupted');
    await feeds[0]?.say(['missed', { reason: 'reconnected' }], start, ['delta', { text: 'Hello' }]);
    await feeds[0]?.say(['synced', { running: true }]);
    expect(shown(one)).toEqual([['agent', 'Hello', 'running']]);
    one.close();
  });

  it('stops at the agent, and shows that it was stopped', async () => {
    const one = talk();
    void one.send('Hi');
    await flush();
    await posts[0]?.say(start);
    await one.stop();
    expect(abort).toHaveBeenCalled();
    page = { items: [written('1', 'user', 'Hi')], nextCursor: null };
    await feeds[0]?.say(start, ['done', { sessionKey: KEY, runId: 'r1', stopped: true }]);
    expect(shown(one)).toEqual([
      ['person', 'Hi', 'done'],
      ['agent', '', 'stopped'],
    ]);
    one.close();
  });

  it('stops a turn that has not begun when it was asked to', async () => {
    const one = talk();
    void one.send('Hi');
    await flush();
    await one.stop();
    await posts[0]?.say(start);
    expect(abort).toHaveBeenCalledTimes(2);
    one.close();
  });

  it('reads earlier messages, each once', async () => {
    page = { items: [written('3', 'user', 'c')], nextCursor: 'next' };
    const one = talk(false);
    await flush();
    page = { items: [written('2', 'user', 'b'), written('3', 'user', 'c')], nextCursor: null };
    await one.showOlder();
    expect(one.entries().map(({ id }) => id)).toEqual(['2', '3']);
    expect(one.hasOlder()).toBe(false);
    one.close();
  });
});
