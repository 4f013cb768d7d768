import type { FileEntry } from '@nora/runtime-contract';
import { isNameable, parseEntry, parsePage, parseTrashEntry } from './sidecar-answers';

const ENTRY: FileEntry = {
  ...{ name: 'file', path: 'a/file', type: 'file', sizeBytes: 3, mode: '644', etag: '"abc"' },
  modifiedAt: '2026-01-02T03:04:05.678Z',
};
const refused = expect.objectContaining({ code: 'runtime_refused' }) as Error;

describe('answers of a sidecar', () => {
  it('are taken over member by member', () => {
    expect(parseEntry({ ...ENTRY, token: 'more than was asked for' })).toEqual(ENTRY);
    expect(parsePage({ items: [ENTRY], nextCursor: 'MGE' }, parseEntry)).toEqual({
      ...{ items: [ENTRY], nextCursor: 'MGE' },
    });
  });

  it.each([
    ...[null, 'text', 7, [], {}].map((answer) => [answer]),
    ...[{ type: 'device' }, { sizeBytes: -1 }, { sizeBytes: 1e300 }, { sizeBytes: '3' }].map((one) => [one]),
    ...[{ modifiedAt: 'today' }, { mode: '999' }, { etag: 'abc' }, { etag: '"a"\r\nx: y' }].map((one) => [
      one,
    ]),
    ...[{ name: 7 }, { path: null }, { name: 'x'.repeat(5_000) }].map((one) => [one]),
  ])('are refused when they are no entry: %j', (change) => {
    const answer: unknown =
      typeof change === 'object' && change && Object.keys(change).length > 0
        ? { ...ENTRY, ...change }
        : change;
    expect(() => parseEntry(answer)).toThrow(refused);
  });

  it.each([
    {},
    { items: {}, nextCursor: null },
    { items: [], nextCursor: 'a b' },
    { items: Array(201), nextCursor: null },
  ])('are refused when they are no page: %j', (answer) => {
    expect(() => parsePage(answer, parseEntry)).toThrow(refused);
  });

  it('name their trash by ids', () => {
    const entry = {
      ...{
        id: '01a208ef-bfb1-755a-bbe6-6b802e466c81',
        root: 'workspace',
        path: 'a',
        type: 'file',
        sizeBytes: 1,
      },
      ...{ deletedAt: ENTRY.modifiedAt, expiresAt: ENTRY.modifiedAt },
    };
    expect(parseTrashEntry(entry)).toEqual(entry);
    expect(() => parseTrashEntry({ ...entry, id: '../x' })).toThrow(refused);
  });

  it('may hold names that no path can', () => {
    expect(isNameable(ENTRY)).toBe(true);
    expect(isNameable(parseEntry({ ...ENTRY, name: 'a\nb', path: 'a/a\nb' }))).toBe(false);
    expect(parseEntry({ ...ENTRY, name: 'a\0\ud800' }).name).toBe('a\ufffd\ufffd');
  });
});
