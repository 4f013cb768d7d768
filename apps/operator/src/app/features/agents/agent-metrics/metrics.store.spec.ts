import { TestBed } from '@angular/core/testing';
import { MetricsService } from '@nora/api-client';
import {
  type MetricHistory,
  ProblemError,
  SseClient,
  type SseMessage,
  type SseRequest,
} from '@nora/data-access';
import { Subject, of, throwError } from 'rxjs';

import { MetricsStore } from './metrics.store';
import { historyOf, sampleOf } from './testing';

const NOW = '2026-05-06T07:08:55Z';

describe('MetricsStore', () => {
  const scripts: ((request: SseRequest) => AsyncGenerator<SseMessage>)[] = [];
  const getAgentMetrics = jest.fn();
  let store: MetricsStore;

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date(NOW) });
    scripts.length = 0;
    getAgentMetrics.mockReset().mockImplementation(() => of(historyOf({ cpu: [1, 2, 3, 4, 5, null] })));
    const stream = (request: SseRequest) => (scripts.shift() ?? waits)(request);
    TestBed.configureTestingModule({
      providers: [
        MetricsStore,
        { provide: SseClient, useValue: { stream } },
        { provide: MetricsService, useValue: { getAgentMetrics } },
      ],
    });
    store = TestBed.inject(MetricsStore);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    jest.useRealTimers();
  });

  async function* says(request: SseRequest, ...messages: SseMessage[]): AsyncGenerator<SseMessage> {
    request.onOpen?.();
    for (const message of messages) yield await Promise.resolve(message);
  }

  async function* waits(request: SseRequest): AsyncGenerator<SseMessage> {
    request.onOpen?.();
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    yield* [];
  }

  async function* saysAndWaits(request: SseRequest, ...messages: SseMessage[]): AsyncGenerator<SseMessage> {
    yield* says(request, ...messages);
    yield* waits(request);
  }

  const cpu = () => store.history()?.series.find(({ metric }) => metric === 'cpu')?.values;
  const settle = () => jest.advanceTimersByTimeAsync(0);

  it('shows the history, and what is told live in its last step', async () => {
    const sample: SseMessage = { event: 'sample', data: sampleOf(NOW, 'cpu', 50) };
    let tell = (): void => undefined;
    scripts.push(async function* (request) {
      yield* says(request);
      await new Promise<void>((resolve) => (tell = resolve));
      yield* saysAndWaits(request, sample);
    });
    await store.show('a', '1h');
    expect(cpu()).toEqual([1, 2, 3, 4, 5, null]);
    expect(store.now()).toBeNull();
    tell();
    await settle();
    expect(cpu()).toEqual([1, 2, 3, 4, 5, 50]);
    expect([store.live(), store.now()?.values.cpu]).toEqual(['live', 50]);
    expect(getAgentMetrics).toHaveBeenCalledWith({ agentId: 'a', range: '1h' });
  });

  it('says that the agent stopped, no longer tells a present, and moves on all the same', async () => {
    const sample: SseMessage = { event: 'sample', data: sampleOf(NOW, 'cpu', 50) };
    scripts.push((request) => saysAndWaits(request, sample, { event: 'stopped', data: { at: NOW } }));
    await store.show('a', '5m');
    await settle();
    expect([store.live(), store.now()]).toEqual(['stopped', null]);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(cpu()?.slice(-1)).toEqual([null]);
    expect(store.history()?.to).not.toBe(historyOf().to);
  });

  it('tries again after a broken stream, and reads what was missed', async () => {
    scripts.push((request) => says(request));
    await store.show('a', '1h');
    await settle();
    expect(store.live()).toBe('lost');
    await jest.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(getAgentMetrics).toHaveBeenCalledTimes(2);
    expect(scripts).toHaveLength(0);
  });

  it('does not try again what the server refuses', async () => {
    let asked = 0;
    scripts.push(() => {
      asked += 1;
      throw new ProblemError(403, { code: 'forbidden', detail: 'Not yours.' }, null);
    });
    await store.show('a', '1h');
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.live(), asked]).toEqual(['refused', 1]);
  });

  it('says why there is no history, and forgets it with the next try', async () => {
    getAgentMetrics.mockImplementationOnce(() =>
      throwError(() => new ProblemError(503, { code: 'unavailable' }, null)),
    );
    await store.show('a', '1h');
    expect(store.problem()).not.toBeNull();
    await store.refresh();
    expect(store.problem()).toBeNull();
    expect(cpu()).toEqual([1, 2, 3, 4, 5, null]);
  });

  it('shows the time that was asked for last, whichever answer comes last', async () => {
    const slow = new Subject<MetricHistory>();
    getAgentMetrics.mockImplementationOnce(() => slow);
    const first = store.show('a', '7d');
    await store.show('a', '5m');
    slow.next(historyOf({ cpu: [9, 9, 9, 9, 9, 9] }));
    slow.complete();
    await first;
    expect(cpu()).toEqual([1, 2, 3, 4, 5, null]);
  });
});
