import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleProvider } from '../../../../../testing/samples';
import { filterRows, modelRows } from './model-rows';
import { ModelsStore, type OwnPrice, type ProviderModel } from './models.store';

const BASE = '/api/workspaces/team';
const ONE = `${BASE}/providers/provider-1`;
const PRICES = `${BASE}/model-prices`;
const RATES = { inputPerMillion: '1.000000', outputPerMillion: '2.000000', cachedInputPerMillion: null };

const model = (id: string, part: Partial<ProviderModel> = {}): ProviderModel => ({
  ...{ id, name: null, listed: true, contextWindow: 128_000, maxOutputTokens: null },
  price: { source: 'catalog', rates: RATES },
  ...part,
});
const own = (name: string): OwnPrice => ({
  ...{ id: `price-of-${name}`, providerId: 'provider-1', providerName: 'Ours', model: name, listed: null },
  ...{ ...RATES, createdAt: '2026-03-01T10:00:00.000Z', updatedAt: '2026-03-01T10:00:00.000Z' },
});

describe('ModelsStore', () => {
  const events = new Subject<object>();
  let store: ModelsStore;
  let server: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        ModelsStore,
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    store = TestBed.inject(ModelsStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  async function answer(models: ProviderModel[], prices: OwnPrice[]): Promise<void> {
    server.expectOne(ONE).flush(sampleProvider());
    server
      .expectOne(({ url, method }) => url === PRICES && method === 'GET')
      .flush({ items: prices, nextCursor: null });
    server.expectOne(`${ONE}/models`).flush({ models, hasList: true, askedAt: '2026-03-01T10:00:00.000Z' });
    await jest.advanceTimersByTimeAsync(0);
  }

  it('shows the prices of the workspace also while the provider does not answer', async () => {
    const shown = store.show('team', 'provider-1');
    server.expectOne(ONE).flush(sampleProvider());
    server.expectOne(({ url }) => url === PRICES).flush({ items: [own('small')], nextCursor: null });
    server
      .expectOne(`${ONE}/models`)
      .flush({ code: 'provider_test_failed', detail: 'No such host.' }, { status: 422, statusText: '' });
    await shown;
    expect(store.problem()).toBeNull();
    expect(store.unanswered()?.detail).toBe('No such host.');
    expect(store.rows().map(({ id, source }) => [id, source])).toEqual([['small', 'workspace']]);
  });

  it('sets a price where there is none, and changes the one that there is', async () => {
    const shown = store.show('team', 'provider-1');
    await answer([model('small')], []);
    await shown;
    const rates = { inputPerMillion: '3', outputPerMillion: '4', cachedInputPerMillion: null };
    const set = store.price('small', null, rates);
    const created = server.expectOne({ url: PRICES, method: 'POST' });
    expect(created.request.body).toEqual({ providerId: 'provider-1', model: 'small', ...rates });
    created.flush(own('small'));
    await jest.advanceTimersByTimeAsync(0);
    await answer([model('small', { price: { source: 'workspace', rates: RATES } })], [own('small')]);
    await set;
    const changed = store.price('small', own('small'), rates);
    const patched = server.expectOne({ url: `${PRICES}/price-of-small`, method: 'PATCH' });
    expect(patched.request.body).toEqual(rates);
    patched.flush(own('small'));
    await jest.advanceTimersByTimeAsync(0);
    await answer([model('small')], [own('small')]);
    await changed;
  });

  it('keeps a price that was not taken away, and says why', async () => {
    const shown = store.show('team', 'provider-1');
    await answer([], [own('small')]);
    await shown;
    const done = store.forget(own('small'));
    server
      .expectOne({ url: `${PRICES}/price-of-small`, method: 'DELETE' })
      .flush({ code: 'forbidden' }, { status: 403, statusText: '' });
    expect(await done).toBe(false);
    expect(store.refusal()?.code).toBe('forbidden');
    expect(store.rows()).toHaveLength(1);
  });

  it('reads everything again, once, when this provider or a price of it changed', async () => {
    const shown = store.show('team', 'provider-1');
    await answer([model('small')], []);
    await shown;
    events.next({ type: 'provider.changed', providerId: 'another' });
    await jest.advanceTimersByTimeAsync(300);
    events.next({ type: 'provider.changed', providerId: 'provider-1' });
    events.next({ type: 'provider.changed', providerId: 'provider-1' });
    await jest.advanceTimersByTimeAsync(300);
    await answer([model('small'), model('large')], []);
    expect(store.rows()).toHaveLength(2);
  });
});

describe('the rows of models', () => {
  it('know the price that the workspace has set, so that it can be changed', () => {
    const rows = modelRows([model('small'), model('large')], [own('large'), own('unlisted')]);
    expect(rows.map(({ id, own: price }) => [id, price?.id ?? null])).toEqual([
      ['small', null],
      ['large', 'price-of-large'],
      ['unlisted', 'price-of-unlisted'],
    ]);
  });

  it.each([
    ['', 2],
    ['OPUS', 1],
    ['claude 4', 2],
    ['claude nothing', 0],
  ])('are filtered by "%s" to %d', (query, count) => {
    const rows = modelRows([model('claude-4', { name: 'Claude Opus' }), model('claude-4-mini')], []);
    expect(filterRows(rows, query)).toHaveLength(count);
  });
});
