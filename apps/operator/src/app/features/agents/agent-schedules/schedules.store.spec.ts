import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { type Schedule, SchedulesStore } from './schedules.store';

const LIST = '/api/agents/agent-1/schedules?limit=50';
const RUNS = '/api/agents/agent-1/schedules/s-1/runs?limit=20';

const schedule = (id: string, part: Partial<Schedule> = {}): Schedule => ({
  ...{ id, agentId: 'agent-1', name: id, cron: '0 9 * * *', words: 'At 09:00', timeZone: 'UTC' },
  ...{ action: 'restart', prompt: null, enabled: true, disabledReason: null, overlap: 'skip' },
  ...{ nextRunAt: '2026-11-02T09:00:00.000Z', lastRun: null, createdBy: null, responsible: null },
  ...{ createdAt: '2026-11-01T09:00:00.000Z', updatedAt: '2026-11-01T09:00:00.000Z', ...part },
});

describe('SchedulesStore', () => {
  const events = new Subject<object>();
  let store: SchedulesStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        SchedulesStore,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync: new Subject<void>() } },
      ],
    });
    store = TestBed.inject(SchedulesStore);
    server = TestBed.inject(HttpTestingController);
    const shown = store.show('agent-1');
    server.expectOne(LIST).flush({ items: [schedule('s-1'), schedule('s-2')], nextCursor: null });
    await shown;
  });

  afterEach(() => server.verify());

  const settle = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
  const event = (part: object) => ({
    type: 'schedule.changed',
    agentId: 'agent-1',
    scheduleId: 's-1',
    ...part,
  });

  it('reads list and open history again when a schedule of the agent has changed, once for many changes', async () => {
    const opened = store.open('s-1');
    server.expectOne(RUNS).flush({ items: [], nextCursor: null });
    await opened;
    for (let count = 0; count < 5; count += 1) events.next(event({}));
    await settle(300);
    server.expectOne(LIST).flush({ items: [schedule('s-1', { name: 'Other' })], nextCursor: null });
    server.expectOne(RUNS).flush({ items: [{ id: 'r-1' }], nextCursor: null });
    await settle();
    expect(store.items().map(({ name }) => name)).toEqual(['Other']);
    expect(store.runs()).toHaveLength(1);
  });

  it('takes no notice of other agents and of other events', async () => {
    events.next(event({ agentId: 'agent-2' }));
    events.next({ type: 'agent.updated', agentId: 'agent-1' });
    events.next({ type: 'membership.changed', userId: 'x' });
    await settle(300);
    server.expectNone(LIST);
  });

  it('switches a schedule off and shows what the server says of it', async () => {
    const [first] = store.items();
    const switched = store.switch(first ?? schedule('s-1'), false);
    expect(store.changing()).toBe('s-1');
    const asked = server.expectOne({ method: 'PATCH', url: '/api/agents/agent-1/schedules/s-1' });
    expect(asked.request.body).toEqual({ enabled: false });
    asked.flush(schedule('s-1', { enabled: false, nextRunAt: null }));
    expect(await switched).toBe(true);
    expect(store.items()[0]).toMatchObject({ enabled: false, nextRunAt: null });
    expect(store.changing()).toBeNull();
  });

  it('keeps a refusal to be shown, and forgets it with the next act', async () => {
    const run = store.runNow(schedule('s-1'));
    const problem = { code: 'conflict', status: 409, title: 'x', detail: 'A run has not ended yet.' };
    server
      .expectOne('/api/agents/agent-1/schedules/s-1/run')
      .flush(problem, { status: 409, statusText: 'Conflict' });
    expect(await run).toBe(false);
    expect(store.refusal()?.detail).toBe('A run has not ended yet.');
    const deleted = store.delete(schedule('s-1'));
    expect(store.refusal()).toBeNull();
    server.expectOne({ method: 'DELETE', url: '/api/agents/agent-1/schedules/s-1' }).flush(null);
    expect(await deleted).toBe(true);
    expect(store.items().map(({ id }) => id)).toEqual(['s-2']);
  });
});
