import { TestBed } from '@angular/core/testing';
import { ProblemError, UploadClient, type UploadRequest } from '@nora/data-access';

import { FileCalls } from '../file-calls.store';
import { UploadsStore } from './uploads.store';

const TARGET = { agentId: 'agent-1', root: 'workspace', folder: 'in', limitBytes: 50 * 1_048_576 };

interface Sent extends UploadRequest {
  done: () => Promise<void>;
  fail: (error: Error) => Promise<void>;
}

const settle = async () => {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
};

describe('UploadsStore', () => {
  let sent: Sent[];
  let store: UploadsStore;
  const find = jest.fn();
  const ensureFolder = jest.fn();

  beforeEach(() => {
    sent = [];
    find.mockReset().mockResolvedValue(null);
    ensureFolder.mockReset().mockResolvedValue(undefined);
    const send = (request: UploadRequest) =>
      new Promise((resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
        sent.push({
          ...request,
          done: () => {
            resolve({});
            return settle();
          },
          fail: (error) => {
            reject(error);
            return settle();
          },
        });
      });
    const contentUrl = (_: string, { path }: { path: string }) => path;
    TestBed.configureTestingModule({
      providers: [
        { provide: UploadClient, useValue: { send } },
        { provide: FileCalls, useValue: { find, ensureFolder, contentUrl } },
      ],
    });
    store = TestBed.inject(UploadsStore);
  });
  afterEach(() => jest.useRealTimers());

  const file = (name: string, size = 3) => {
    const made = new File(['abc'], name);
    Object.defineProperty(made, 'size', { value: size });
    return made;
  };
  const add = async (...files: File[]) => {
    await store.add(TARGET, {
      folders: [],
      cut: false,
      files: files.map((one) => ({ folder: '', file: one })),
    });
    await settle();
  };
  const states = () => store.items().map(({ state }) => state);

  it('sends two at a time, in order, and only where there is nothing of the name', async () => {
    const arrived: string[] = [];
    store.arrived.subscribe(({ path }) => arrived.push(path));
    await add(file('a'), file('b'), file('c'));
    expect(sent.map(({ url }) => url)).toEqual(['in/a', 'in/b']);
    expect(sent[0]?.headers).toEqual({ 'if-none-match': '*' });
    sent[0]?.onProgress?.(2);
    expect(store.items()[0]).toMatchObject({ state: 'sending', sent: 2 });
    await sent[0]?.done();
    expect(sent.map(({ url }) => url)).toEqual(['in/a', 'in/b', 'in/c']);
    await sent[1]?.done();
    await sent[2]?.done();
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(arrived).toEqual(['in/a', 'in/b', 'in/c']);
  });

  it('makes each folder once, and empty ones as well', async () => {
    const files = ['a', 'b', 'c'].map((name) => ({ folder: 'docs/deep', file: file(name) }));
    await store.add(TARGET, { folders: ['docs', 'docs/deep', 'empty'], cut: false, files });
    await settle();
    const made = ensureFolder.mock.calls.map(([, { path }]) => path);
    expect(made.toSorted()).toEqual(['in/docs', 'in/docs/deep', 'in/empty']);
    expect(sent[0]?.url).toBe('in/docs/deep/a');
  });

  it('overwrites nothing without being told to', async () => {
    await add(file('a'));
    await sent[0]?.fail(new ProblemError(412, { code: 'precondition_failed' }, null));
    expect(states()).toEqual(['exists']);
    find.mockResolvedValue({ etag: '"7"' });
    store.replace(store.items()[0]?.id ?? 0);
    await settle();
    expect(sent[1]?.headers).toEqual({ 'if-match': '"7"' });
    await sent[1]?.fail(new ProblemError(412, { code: 'precondition_failed' }, null));
    // Somebody was quicker between the question and the answer.
    expect(states()).toEqual(['failed']);
  });

  it('does not send a large file to find out that its name is taken', async () => {
    find.mockResolvedValue({ etag: '"7"' });
    await add(file('a', 40 * 1_048_576));
    expect(sent).toEqual([]);
    expect(states()).toEqual(['exists']);
  });

  it('does not send what is larger than allowed, and says how much that is', async () => {
    await add(file('a', 51 * 1_048_576));
    expect(sent).toEqual([]);
    expect(store.items()[0]?.problem).toMatchObject({
      ...{ code: 'payload_too_large', detail: 'A file may have up to 50 MiB here.' },
    });
  });

  it('begins at the beginning after a failure', async () => {
    await add(file('a'));
    sent[0]?.onProgress?.(2);
    await sent[0]?.fail(new TypeError('gone'));
    expect(store.items()[0]).toMatchObject({ state: 'failed', sent: 0, problem: { code: 'unreachable' } });
    store.retry(store.items()[0]?.id ?? 0);
    await settle();
    expect(sent).toHaveLength(2);
    await sent[1]?.done();
    expect(states()).toEqual(['done']);
  });

  it('stops what is cancelled, and goes on with the next', async () => {
    await add(file('a'), file('b'), file('c'));
    store.cancel(store.items()[0]?.id ?? 0);
    await settle();
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(states()).toEqual(['cancelled', 'sending', 'sending']);
  });

  it('waits as long as the server asks, and says that nothing failed', async () => {
    jest.useFakeTimers();
    await add(file('a'), file('b'));
    await sent[0]?.fail(new ProblemError(429, { code: 'too_many_requests' }, null, 7_000));
    await sent[1]?.done();
    expect(states()).toEqual(['waiting', 'done']);
    expect(sent).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(7_000);
    expect(sent).toHaveLength(3);
    await sent[2]?.done();
    expect(states()).toEqual(['done', 'done']);
  });

  it('warns before the page is left while files are on their way, and only then', async () => {
    const leave = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(leave()).toBe(false);
    await add(file('a'));
    expect(leave()).toBe(true);
    await sent[0]?.done();
    expect(leave()).toBe(false);
  });

  it('forgets what is over, and only that of the agent that was asked for', async () => {
    await store.add(
      { ...TARGET, agentId: 'agent-2' },
      { folders: [], cut: false, files: [{ folder: '', file: file('x') }] },
    );
    await add(file('a'), file('b'));
    await sent[0]?.done();
    await sent[1]?.done();
    store.clear('agent-1');
    expect(store.items().map(({ path, state }) => [path, state])).toEqual([
      ['in/x', 'done'],
      ['in/b', 'sending'],
    ]);
  });
});
