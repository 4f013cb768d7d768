import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  type TestRequest,
  provideHttpClientTesting,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { OpenFileStore } from './open-file.store';

const PLACE = { root: 'workspace', path: 'notes/plan.md' };
const URL = '/api/agents/agent-1/files/content?root=workspace&path=notes%2Fplan.md';
const BASE = 'one\ntwo\nthree\nfour\nfive\n';
const MINE = 'ONE\ntwo\nthree\nfour\nfive\n';
const THEIRS = 'one\ntwo\nthree\nfour\nFIVE\n';

describe('OpenFileStore', () => {
  let store: OpenFileStore;
  let server: HttpTestingController;

  beforeAll(() => {
    // jsdom has no `Response`; the little that is used of it is here.
    class Bytes {
      constructor(private readonly blob: Blob) {}
      async arrayBuffer() {
        return new Promise((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result);
          reader.readAsArrayBuffer(this.blob);
        });
      }
      async text() {
        return new TextDecoder().decode((await this.arrayBuffer()) as ArrayBuffer);
      }
    }
    Object.assign(globalThis, { Response: Bytes });
  });

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [OpenFileStore, provideHttpClient(), provideHttpClientTesting()],
    });
    store = TestBed.inject(OpenFileStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  const next = async (method: 'GET' | 'PUT'): Promise<TestRequest> => {
    for (let turn = 0; turn < 50; turn += 1) {
      const [found] = server.match((request) => request.method === method && request.urlWithParams === URL);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`no ${method} was sent`);
  };
  const give = (request: TestRequest, text: string | Uint8Array<ArrayBuffer>, etag: string) =>
    request.flush(new Blob([text]), { headers: { etag } });
  const refuse = (request: TestRequest, status: number, code: string) => {
    const body = JSON.stringify({ code, detail: `because of ${code}` });
    const answer = request.request.responseType === 'blob' ? new Blob([body]) : JSON.parse(body);
    request.flush(answer, { status, statusText: 'No' });
  };

  async function open(text: string | Uint8Array<ArrayBuffer> = BASE, etag = '"1"'): Promise<void> {
    const opened = store.open('agent-1', PLACE);
    give(await next('GET'), text, etag);
    await opened;
  }

  it('writes only over what was read, and afterwards only over what it wrote', async () => {
    await open();
    const saved = store.save(MINE);
    const first = await next('PUT');
    expect(first.request.headers.get('If-Match')).toBe('"1"');
    expect(first.request.headers.has('If-None-Match')).toBe(false);
    first.flush({ etag: '"2"' });
    expect(await saved).toBe(true);
    const again = store.save(BASE);
    const second = await next('PUT');
    expect(second.request.headers.get('If-Match')).toBe('"2"');
    second.flush({ etag: '"3"' });
    expect(await again).toBe(true);
  });

  describe('when somebody else was quicker', () => {
    beforeEach(async () => {
      await open();
      const saved = store.save(MINE);
      refuse(await next('PUT'), 412, 'precondition_failed');
      give(await next('GET'), THEIRS, '"2"');
      expect(await saved).toBe(false);
    });

    it('writes nothing, and shows what both have made of it', () => {
      expect(store.conflict()).toMatchObject({
        ...{ kind: 'changed', mine: MINE, theirs: { text: THEIRS }, collisions: 0 },
        merged: 'ONE\ntwo\nthree\nfour\nFIVE\n',
      });
      expect(store.unsaved()).toBe(true);
    });

    it('then writes only over what was shown', async () => {
      const settled = store.save('both');
      const request = await next('PUT');
      expect(request.request.headers.get('If-Match')).toBe('"2"');
      request.flush({ etag: '"3"' });
      expect(await settled).toBe(true);
      expect(store.conflict()).toBeNull();
      expect(store.unsaved()).toBe(false);
    });

    it('asks again when a third one was quicker still', async () => {
      const settled = store.save('both');
      refuse(await next('PUT'), 412, 'precondition_failed');
      give(await next('GET'), 'third\n', '"3"');
      expect(await settled).toBe(false);
      expect(store.conflict()).toMatchObject({ mine: 'both', theirs: { text: 'third\n' } });
    });

    it('can be left as they made it', async () => {
      store.takeTheirs();
      expect(store.opened()).toMatchObject({ kind: 'text', content: { text: THEIRS } });
      expect(store.conflict()).toBeNull();
      const saved = store.save('later');
      const request = await next('PUT');
      expect(request.request.headers.get('If-Match')).toBe('"2"');
      request.flush({ etag: '"3"' });
      await saved;
    });
  });

  it('makes a file anew that was deleted meanwhile only where there is none', async () => {
    await open();
    const saved = store.save(MINE);
    refuse(await next('PUT'), 412, 'precondition_failed');
    refuse(await next('GET'), 404, 'not_found');
    await saved;
    expect(store.conflict()).toEqual({ kind: 'deleted', mine: MINE, theirs: null });
    const anew = store.save(MINE);
    const request = await next('PUT');
    expect(request.request.headers.get('If-None-Match')).toBe('*');
    expect(request.request.headers.has('If-Match')).toBe(false);
    refuse(request, 404, 'not_found');
    expect(await anew).toBe(false);
    // Its folder is gone as well: asking the same again would lead nowhere.
    expect(store.problem()?.code).toBe('not_found');
  });

  it('says so when the file has become something else than text', async () => {
    await open();
    const saved = store.save(MINE);
    refuse(await next('PUT'), 412, 'precondition_failed');
    give(await next('GET'), new Uint8Array([0, 255]), '"2"');
    await saved;
    expect(store.conflict()).toEqual({ kind: 'binary', mine: MINE, theirs: null });
    store.takeTheirs();
    expect(store.opened()).toEqual({ kind: 'binary' });
  });

  it('keeps the text when it cannot be saved for another reason', async () => {
    await open();
    const saved = store.save(MINE);
    refuse(await next('PUT'), 507, 'runtime_storage_full');
    expect(await saved).toBe(false);
    expect(store.problem()?.title).toBe('The storage of the agent is full');
    expect(store.conflict()).toBeNull();
  });

  it('shows no bytes as text, and no file that is too large', async () => {
    await open(new Uint8Array([0x89, 0x50, 0, 0]));
    expect(store.opened()).toEqual({ kind: 'binary' });
    const opened = store.open('agent-1', PLACE);
    refuse(await next('GET'), 413, 'payload_too_large');
    await opened;
    expect(store.opened()).toEqual({ kind: 'too-large' });
  });

  it('says why a file cannot be read, though the refusal comes as bytes', async () => {
    const opened = store.open('agent-1', PLACE);
    refuse(await next('GET'), 502, 'runtime_unreachable');
    await opened;
    expect(store.opened()).toMatchObject({
      ...{
        kind: 'failed',
        problem: { code: 'runtime_unreachable', detail: 'because of runtime_unreachable' },
      },
    });
  });

  it('shows the file that was asked for last, whichever answer comes first', async () => {
    const slow = store.open('agent-1', PLACE);
    const [first] = server.match(URL);
    const quick = store.open('agent-1', { ...PLACE, path: 'other' });
    const [second] = server.match('/api/agents/agent-1/files/content?root=workspace&path=other');
    give(second as TestRequest, 'other', '"9"');
    await quick;
    give(first as TestRequest, BASE, '"1"');
    await slow;
    expect(store.opened()).toMatchObject({ kind: 'text', content: { text: 'other' } });
  });
});
