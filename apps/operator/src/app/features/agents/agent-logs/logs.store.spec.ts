import { TestBed } from '@angular/core/testing';
import { ProblemError, SseClient, type SseMessage, type SseRequest } from '@nora/data-access';

import { LogsStore } from './logs.store';

const line = (id: string, text: string): SseMessage => ({
  ...{ id, event: 'line' },
  data: { at: '2026-01-01T00:00:01Z', stream: 'stdout', level: 'info', text },
});
const end = (reason: string, more: object = {}): SseMessage => ({ event: 'end', data: { reason, ...more } });

describe('LogsStore', () => {
  const scripts: ((request: SseRequest) => AsyncGenerator<SseMessage>)[] = [];
  const asked: string[] = [];
  let store: LogsStore;

  beforeEach(() => {
    jest.useFakeTimers();
    scripts.length = asked.length = 0;
    const stream = (request: SseRequest) => {
      asked.push(request.url.split('?')[1] ?? '');
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

  const texts = () => store.entries().map(({ text }) => text);

  it('is live as soon as the server has accepted, even without a line', async () => {
    scripts.push(async function* (request) {
      request.onOpen?.();
      expect(store.state()).toBe('live');
      yield* says(request, end('complete'));
    });
    await store.open('a');
    expect(store.state()).toBe('ended');
  });

  it('goes on behind the last line after a broken stream, and says so', async () => {
    scripts.push((request) => says(request, line('1-0', 'one'), line('1-1', 'one')));
    await store.open('a');
    expect(store.state()).toBe('lost');
    scripts.push(() => {
      throw new TypeError('no network');
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.state()).toBe('lost');
    scripts.push((request) => says(request, line('2-0', 'two'), end('runtime-stopped')));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(asked).toEqual([
      'tail=2000&follow=true',
      'lastEventId=1-1&follow=true',
      'lastEventId=1-1&follow=true',
    ]);
    expect(texts()).toEqual(['one', 'one', 'Connection lost for 3 s; went on behind the last line.', 'two']);
    expect(store.state()).toBe('ended');
  });

  it('says what the server had to leave out, and goes on', async () => {
    const dropped = { event: 'dropped', data: { count: 7, since: null, until: null } };
    scripts.push((request) =>
      says(request, line('1-0', 'one'), dropped, line('9-0', 'two'), end('complete')),
    );
    await store.open('a');
    expect(texts()).toEqual(['one', expect.stringMatching(/^7 lines left out/), 'two']);
  });

  it('reads everything kept when earlier lines are wanted, in place of what is shown', async () => {
    const tail = Array.from({ length: 2_000 }, (_, at) => line(`1-${at}`, `line ${at}`));
    const kept = (count: number): SseMessage => ({ event: 'kept', data: { count } });
    scripts.push((request) => says(request, ...tail, kept(2_000), end('complete')));
    await store.open('a');
    expect(store.hasEarlier()).toBe(true);
    const all = [line('0-0', 'before'), ...tail, kept(2_001)];
    scripts.push((request) => says(request, ...all, end('complete')));
    await store.readEarlier();
    expect(asked[1]).toBe('tail=100000&follow=true');
    expect(texts()).toHaveLength(2_001);
    expect(texts()[0]).toBe('before');
    expect(store.hasEarlier()).toBe(false);
  });

  it('takes lines that came since for no sign of earlier ones', async () => {
    const many = Array.from({ length: 3_000 }, (_, at) => line(`1-${at}`, `line ${at}`));
    scripts.push((request) => says(request, { event: 'kept', data: { count: 0 } }, ...many, end('complete')));
    await store.open('a');
    expect(store.hasEarlier()).toBe(false);
  });

  it('shows lines that come one by one together, soon', async () => {
    let go: () => void = () => undefined;
    scripts.push(async function* (request) {
      yield* says(request, line('1-0', 'one'), line('1-1', 'two'));
      await new Promise<void>((resolve) => (go = resolve));
    });
    const opened = store.open('a');
    await jest.advanceTimersByTimeAsync(1);
    expect(texts()).toEqual([]);
    await jest.advanceTimersByTimeAsync(80);
    expect(texts()).toEqual(['one', 'two']);
    go();
    await opened;
  });

  it('does not try again what the server refuses', async () => {
    scripts.push(() => {
      throw new ProblemError(403, { code: 'forbidden', detail: 'Not yours.' }, null);
    });
    await store.open('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.problem()?.detail).toBe('Not yours.');
    expect(store.state()).toBe('ended');
  });

  it('says why the log could not be read any further', async () => {
    const why = { code: 'runtime_unreachable', detail: 'The container is gone.' };
    scripts.push((request) => says(request, end('failed', why)));
    await store.open('a');
    expect(store.problem()?.detail).toBe('The container is gone.');
  });
});
