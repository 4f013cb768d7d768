import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { WorkspaceNames } from './workspace-names.store';

const LIST = '/api/admin/workspaces';
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('WorkspaceNames', () => {
  let store: WorkspaceNames;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), WorkspaceNames],
    });
    store = TestBed.inject(WorkspaceNames);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  const list = () => server.expectOne(({ url }) => url === LIST);

  it('reads the newest at once and the others one by one, each only once', async () => {
    void store.need(['a', 'old', 'old']);
    list().flush({ items: [{ id: 'a', name: 'Payments' }], nextCursor: 'next' });
    await settle();
    server.expectOne(`${LIST}/old`).flush({ id: 'old', name: 'Archive' });
    await settle();
    void store.need(['a', 'old']);
    await settle();
    expect([...store.names()]).toEqual([
      ['a', 'Payments'],
      ['old', 'Archive'],
    ]);
  });

  it('gets along without a name', async () => {
    void store.need(['gone']);
    list().flush({ items: [], nextCursor: null });
    await settle();
    server.expectOne(`${LIST}/gone`).flush({ code: 'not_found' }, { status: 404, statusText: 'told' });
    await settle();
    void store.need(['gone']);
    await settle();
    expect(store.names().size).toBe(0);
  });
});
