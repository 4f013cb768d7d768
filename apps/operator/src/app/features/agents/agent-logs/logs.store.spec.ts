import { TestBed } from '@angular/core/testing';
import { ProblemError, SseClient, type SseMessage, type SseRequest } from '@nora/data-access';

import { LogsStore } from './logs.store';

const line = (at: string, text: string): SseMessage => ({
  event: 'line',
  data: { at, stream: 'stdout', text },
});

describe('LogsStore', () => {
  const scripts: ((request: SseRequest) => AsyncGenerator<SseMessage>)[] = [];
  let store: LogsStore;

  beforeEach(() => {
    scripts.length = 0;
    const stream = (request: SseRequest) => {
      const script = scripts.shift();
      if (!script) throw new Error('Not expected.');
      return script(request);
    };
    TestBed.configureTestingModule({ providers: [LogsStore, { provide: SseClient, useValue: { stream } }] });
    store = TestBed.inject(LogsStore);
  });

  afterEach(() => jest.useRealTimers());

  async function* says(request: SseRequest, ...messages: SseMessage[]): AsyncGenerator<SseMessage> {
    request.onOpen?.();
    for (const message of messages) yield await Promise.resolve(message);
  }

  it('is live as soon as the server has accepted, even without a line', async () => {
    scripts.push(async function* (request) {
      request.onOpen?.();
      expect(store.state()).toBe('live');
      yield* says(request, { event: 'end', data: { reason: 'complete' } });
    });
    await store.open('a');
    expect(store.state()).toBe('ended');
  });

  it('tries again after a broken stream and shows no line twice', async () => {
    jest.useFakeTimers();
    scripts.push((request) =>
      says(request, line('2026-01-01T00:00:01Z', 'one'), line('2026-01-01T00:00:02Z', 'two')),
    );
    await store.open('a');
    expect(store.state()).toBe('lost');
    scripts.push((request) =>
      says(
        request,
        line('2026-01-01T00:00:01Z', 'one'),
        line('2026-01-01T00:00:02Z', 'two'),
        line('2026-01-01T00:00:02Z', 'two and a half'),
        { event: 'end', data: { reason: 'runtime-stopped' } },
      ),
    );
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.lines().map(({ text }) => text)).toEqual(['one', 'two', 'two and a half']);
    expect(store.state()).toBe('ended');
  });

  it('does not try again what the server refuses', async () => {
    jest.useFakeTimers();
    scripts.push(() => {
      throw new ProblemError(403, { code: 'forbidden', detail: 'Not yours.' }, null);
    });
    await store.open('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.problem()?.detail).toBe('Not yours.');
    expect(store.state()).toBe('ended');
  });

  it('says why the log could not be read any further', async () => {
    const end = { reason: 'failed', code: 'runtime_unreachable', detail: 'The container is gone.' };
    scripts.push((request) => says(request, { event: 'end', data: end }));
    await store.open('a');
    expect(store.problem()?.detail).toBe('The container is gone.');
  });
});
