import { KeysetList, type KeysetPage } from './keyset-list';
import { ProblemError } from './problem';

interface Item {
  id: string;
  name?: string;
}
interface Call {
  question: string;
  cursor: string | undefined;
  answer: (ids: string[], nextCursor?: string | null) => Promise<void>;
  refuse: (code: string) => Promise<void>;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('KeysetList', () => {
  let calls: Call[];
  let list: KeysetList<string, Item>;
  const ids = () => list.items().map(({ id }) => id);
  const call = (at = calls.length - 1) => calls[at] as Call;

  beforeEach(() => {
    calls = [];
    const read = (question: string, cursor: string | undefined) =>
      new Promise<KeysetPage<Item>>((resolve, reject) => {
        calls.push({
          ...{ question, cursor },
          answer: (found, nextCursor = null) => {
            resolve({ items: found.map((id) => ({ id })), nextCursor });
            return settle() as Promise<void>;
          },
          refuse: (code) => {
            reject(new ProblemError(503, { code }, null));
            return settle() as Promise<void>;
          },
        });
      });
    list = new KeysetList(read, ({ id }) => id);
  });

  it('adds pages, and shows nothing twice that moved to the next one meanwhile', async () => {
    void list.show('x');
    expect(list.loaded()).toBe(false);
    await call().answer(['a', 'b'], 'after-b');
    void list.showMore();
    expect(call()).toMatchObject({ question: 'x', cursor: 'after-b' });
    await call().answer(['b', 'c']);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(list.more()).toBe(false);
    await list.showMore();
    expect(calls).toHaveLength(2);
  });

  it('reads as many pages again as are shown', async () => {
    void list.show('x');
    await call().answer(['a'], 'after-a');
    void list.showMore();
    await call().answer(['b'], 'after-b');
    void list.refresh();
    await call().answer(['b'], 'after-b');
    await call().answer(['c'], 'after-c');
    expect(ids()).toEqual(['b', 'c']);
  });

  it('keeps what is shown until a narrower question is answered, and drops the answer to the one before', async () => {
    void list.show('x');
    await call().answer(['a', 'b']);
    void list.narrow('slow');
    void list.narrow('quick');
    expect(ids()).toEqual(['a', 'b']);
    await call(2).answer(['b']);
    await call(1).answer(['a']);
    expect(ids()).toEqual(['b']);
  });

  it('shows no rows that are no answer: not those of another list, nor those before a question that failed', async () => {
    void list.show('x');
    await call().answer(['a']);
    void list.narrow('y');
    await call().refuse('service_unavailable');
    expect(ids()).toEqual([]);
    expect(list.loaded()).toBe(false);
    expect(list.problem()?.code).toBe('service_unavailable');
    void list.refresh();
    await call().answer(['b']);
    expect(list.problem()).toBeNull();
    void list.show('z');
    expect(ids()).toEqual([]);
    await call().answer([]);
    expect(list.loaded()).toBe(true);
  });

  it('keeps what is shown when it cannot be read again', async () => {
    void list.show('x');
    await call().answer(['a']);
    void list.refresh();
    await call().refuse('service_unavailable');
    expect(ids()).toEqual(['a']);
    expect(list.problem()?.code).toBe('service_unavailable');
  });

  it('takes in what was changed in its place, what is new at the beginning, and drops what is gone', async () => {
    void list.show('x');
    await call().answer(['a', 'b']);
    list.put({ id: 'b', name: 'B' });
    list.put({ id: 'c' });
    list.remove('a');
    expect(list.items()).toEqual([{ id: 'c' }, { id: 'b', name: 'B' }]);
  });
});
