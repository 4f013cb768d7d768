import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents, type ModelProvider } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleProvider } from '../../../../testing/samples';
import { ProvidersStore } from './providers.store';

const LIST = '/api/workspaces/team/providers';
const ONE = `${LIST}/provider-1`;

describe('ProvidersStore', () => {
  const events = new Subject<object>();
  let store: ProvidersStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    jest.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        ProvidersStore,
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    store = TestBed.inject(ProvidersStore);
    server = TestBed.inject(HttpTestingController);
    const shown = store.show('team');
    await answer([sampleProvider(), sampleProvider({ id: 'provider-2', name: 'Other', isDefault: true })]);
    await shown;
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  async function answer(items: ModelProvider[]): Promise<void> {
    server
      .expectOne(({ url, method }) => url === LIST && method === 'GET')
      .flush({ items, nextCursor: null });
    await jest.advanceTimersByTimeAsync(0);
  }

  it.each(['provider.changed', 'agent.model-changed', 'agent.created', 'agent.deleted'])(
    'reads the list again, once, after %s in this workspace, and not after one elsewhere',
    async (type) => {
      events.next({ type, workspaceId: 'elsewhere' });
      await jest.advanceTimersByTimeAsync(300);
      events.next({ type, workspaceId: 'team' });
      events.next({ type, workspaceId: 'team' });
      await jest.advanceTimersByTimeAsync(300);
      await answer([sampleProvider({ agentCount: 1, agents: [{ id: 'agent-1', name: 'Night watch' }] })]);
      expect(store.items()[0]?.agentCount).toBe(1);
    },
  );

  it('reads the list again after another has become the default, since the one before is none any more', async () => {
    const done = store.change(sampleProvider(), { isDefault: true });
    const request = server.expectOne({ url: ONE, method: 'PATCH' });
    expect(request.request.body).toEqual({ isDefault: true, skipTest: false });
    request.flush(sampleProvider({ isDefault: true }));
    await jest.advanceTimersByTimeAsync(0);
    await answer([sampleProvider({ isDefault: true }), sampleProvider({ id: 'provider-2' })]);
    expect(await done).toBe(true);
    expect(store.items().map(({ isDefault }) => isDefault)).toEqual([true, false]);
  });

  it('says which agents keep a provider from being deleted, and keeps it', async () => {
    const done = store.remove(sampleProvider());
    expect(store.changing()).toBe('provider-1');
    const agents = [{ id: 'agent-1', name: 'Night watch' }];
    server
      .expectOne({ url: ONE, method: 'DELETE' })
      .flush(
        { code: 'provider_in_use', detail: 'One agent uses it.', agents },
        { status: 409, statusText: '' },
      );
    expect(await done).toBe(false);
    expect(store.refusal()?.agents).toEqual(agents);
    expect(store.items()).toHaveLength(2);
    expect(store.changing()).toBeNull();
  });

  it('tests a provider as it is, and shows what was noted down of it', async () => {
    const done = store.test(sampleProvider());
    const fault = { code: 'key_refused', path: 'apiKey', message: 'It does not take this key.' };
    server
      .expectOne({ url: `${ONE}/test`, method: 'POST' })
      .flush({ succeeded: false, fault, models: [], ms: 3, testedAt: '2026-03-01T10:00:00.000Z' });
    await jest.advanceTimersByTimeAsync(0);
    await answer([sampleProvider({ testFault: fault.message })]);
    expect((await done)?.fault?.code).toBe('key_refused');
    expect(store.items()[0]?.testFault).toBe(fault.message);
  });

  it('offers to set up everything but the built-in demo, and asks for it once', async () => {
    const known = store.readKinds();
    server.expectOne('/api/catalog').flush({
      providers: [
        { id: 'demo', key: 'none' },
        { id: 'openai', key: 'required' },
      ],
    });
    expect(await known).toBe(true);
    expect(await store.readKinds()).toBe(true);
    expect(store.kinds().map(({ id }) => id)).toEqual(['openai']);
  });
});
