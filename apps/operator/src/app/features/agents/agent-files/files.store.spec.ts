import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  type TestRequest,
  provideHttpClientTesting,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { FileEntry } from '@nora/data-access';

import { FilesStore } from './files.store';

const FILES = '/api/agents/agent-1/files';
const ROOTS = {
  roots: [
    { id: 'workspace', label: 'Workspace', description: '', writable: true },
    { id: 'logs', label: 'Logs', description: '', writable: false },
  ],
  ...{ inlineLimitBytes: 5_242_880, uploadLimitBytes: 52_428_800 },
};

const entry = (path: string, type: FileEntry['type'] = 'file'): FileEntry => ({
  ...{ name: path.split('/').at(-1) ?? '', path, type, sizeBytes: 3, mode: '644' },
  ...{ modifiedAt: '2026-03-01T11:00:00.000Z', etag: type === 'file' ? '"1"' : null, editable: true },
});
const folder = (path: string) => entry(path, 'directory');

describe('FilesStore', () => {
  let store: FilesStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [FilesStore, provideHttpClient(), provideHttpClientTesting()],
    });
    store = TestBed.inject(FilesStore);
    server = TestBed.inject(HttpTestingController);
    const opened = store.open('agent-1');
    server.expectOne(`${FILES}/roots`).flush(ROOTS);
    await opened;
  });
  afterEach(() => server.verify());

  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const listing = (path: string, cursor = '') =>
    `${FILES}?limit=200${cursor && `&cursor=${cursor}`}&root=workspace&path=${encodeURIComponent(path)}`;
  const answer = async (url: string, items: FileEntry[], nextCursor: string | null = null) => {
    server.expectOne(url).flush({ items, nextCursor });
    await settle();
  };
  const keys = () => store.treeRows().map(({ key }) => key);

  it('opens the tree as far as the folder that is looked at, with one question for each on the way', async () => {
    void store.show({ root: 'workspace', path: 'a/b' });
    await answer(listing('a/b'), [entry('a/b/file')]);
    await answer(listing(''), [folder('a'), folder('z'), entry('x')]);
    await answer(listing('a'), [folder('a/b')]);
    expect(keys()).toEqual(['workspace:', 'workspace:a', 'workspace:a/b', 'workspace:z', 'logs:']);
    expect(store.items().map(({ name }) => name)).toEqual(['file']);
  });

  it('knows the folders of what is looked at at once, however many files follow, and asks again when opened', async () => {
    void store.show({ root: 'workspace', path: '' });
    await answer(listing(''), [folder('a'), entry('x')], 'more');
    const toggled = store.toggle('workspace:', true);
    expect(keys()).toEqual(['workspace:', 'workspace:a', 'logs:']);
    await answer(listing(''), [folder('a'), folder('b'), entry('x')], 'more');
    await toggled;
    expect(keys()).toEqual(['workspace:', 'workspace:a', 'workspace:b', 'logs:']);
  });

  it('reads on while a page has nothing but folders', async () => {
    const toggled = store.toggle('workspace:', true);
    await answer(listing(''), [folder('a'), folder('b')], 'c1');
    await answer(listing('', 'c1'), [folder('c'), entry('x')], 'c2');
    await toggled;
    expect(keys()).toEqual(['workspace:', 'workspace:a', 'workspace:b', 'workspace:c', 'logs:']);
  });

  it('closes a folder of the tree that cannot be read, so that it can be opened again', async () => {
    const toggled = store.toggle('workspace:', true);
    server.expectOne(listing('')).flush({ code: 'runtime_unreachable' }, { status: 502, statusText: 'No' });
    await toggled;
    expect(store.treeRows()[0]?.open).toBe(false);
  });

  it('reads what is looked at again after a change there, and nothing else', async () => {
    void store.show({ root: 'workspace', path: '' });
    await answer(listing(''), [entry('old')]);
    const moved = store.move('workspace', 'old', 'deep/new');
    const request = server.expectOne(`${FILES}/move`);
    expect(request.request.body).toEqual({ root: 'workspace', from: 'old', to: 'deep/new' });
    request.flush(entry('deep/new'));
    await settle();
    await answer(listing(''), [folder('deep')]);
    await moved;
    expect(store.items().map(({ path }) => path)).toEqual(['deep']);
  });

  it('makes an empty file only where there is nothing of its name', async () => {
    void store.show({ root: 'workspace', path: '' });
    await answer(listing(''), []);
    const made = store.makeFile({ root: 'workspace', path: 'new' }).catch((error: unknown) => error);
    const request: TestRequest = server.expectOne(`${FILES}/content?root=workspace&path=new`);
    expect(request.request.headers.get('If-None-Match')).toBe('*');
    request.flush({ code: 'path_exists' }, { status: 409, statusText: 'No' });
    expect(await made).toMatchObject({ status: 409 });
  });

  it('takes what was deleted out of the folder, and puts back what is restored', async () => {
    void store.show({ root: 'workspace', path: '' });
    await answer(listing(''), [entry('a')]);
    const removed = store.remove({ root: 'workspace', path: 'a' });
    const trash = { id: 't1', root: 'workspace', path: 'a' };
    server.expectOne((request) => request.method === 'DELETE').flush(trash);
    await settle();
    await answer(listing(''), []);
    expect(store.items()).toEqual([]);
    const restored = store.restore(await removed);
    server.expectOne(`${FILES}/trash/t1/restore`).flush(entry('a'));
    await settle();
    await answer(listing(''), [entry('a')]);
    await restored;
    expect(store.items()).toHaveLength(1);
  });
});
