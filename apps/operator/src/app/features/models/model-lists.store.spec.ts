import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { ModelLists } from './model-lists.store';
import { DEMO } from './model-sources';

const URL = '/api/workspaces/team/providers/ours/models';
const rates = { inputPerMillion: '2.500000', outputPerMillion: '10.000000', cachedInputPerMillion: null };
const model = (id: string, price: object) => ({ id, name: null, listed: true, price });

describe('ModelLists', () => {
  let lists: ModelLists;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), ModelLists],
    });
    lists = TestBed.inject(ModelLists);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  it('asks a provider once, and says what each of its models costs', async () => {
    const reads = [lists.read('team', 'ours'), lists.read('team', 'ours'), lists.read('team', DEMO)];
    server.expectOne(URL).flush({
      models: [
        model('small', { source: 'catalog', rates }),
        model('odd', { source: 'unknown', rates: null }),
        model('house', { source: 'free', rates: null }),
      ],
    });
    await Promise.all(reads);
    await lists.read('team', 'ours');
    expect(lists.of('ours')).toEqual([
      { id: 'small', words: '$2.50 in, $10.00 out' },
      { id: 'odd', words: 'price unknown' },
      { id: 'house', words: 'free' },
    ]);
    expect(lists.of(DEMO)).toEqual([]);
  });

  it('asks again after it was not told', async () => {
    const first = lists.read('team', 'ours');
    server.expectOne(URL).flush({ code: 'provider_test_failed' }, { status: 422, statusText: '' });
    await first;
    const second = lists.read('team', 'ours');
    server.expectOne(URL).flush({ models: [model('small', { source: 'catalog', rates })] });
    await second;
    expect(lists.of('ours')).toHaveLength(1);
  });
});
