import { MOST_FILES, readDropped } from './dropped-files';

const file = (name: string) =>
  ({
    ...{ name, isFile: true, isDirectory: false },
    file: (resolve: (file: File) => void) => resolve(new File(['x'], name)),
  }) as unknown as FileSystemEntry;

/** Gives what is inside two at a time, as a browser gives it in portions. */
const folder = (name: string, ...inside: FileSystemEntry[]) =>
  ({
    ...{ name, isFile: false, isDirectory: true },
    createReader: () => {
      const left = [...inside];
      return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, 2)) };
    },
  }) as unknown as FileSystemEntry;

describe('readDropped', () => {
  it('finds every file in every folder, also beyond the first portion', async () => {
    const dropped = await readDropped([
      file('a'),
      folder('docs', file('b'), file('c'), folder('deep', file('d')), folder('empty')),
    ]);
    expect(dropped.files.map(({ folder: at, file: { name } }) => `${at}|${name}`)).toEqual([
      '|a',
      'docs|b',
      'docs|c',
      'docs/deep|d',
    ]);
    expect(dropped.cut).toBe(false);
    expect(dropped.folders).toEqual(['docs', 'docs/deep', 'docs/empty']);
  });

  it('stops where uploading by hand makes no sense any more', async () => {
    const many = Array.from({ length: MOST_FILES + 10 }, (_, index) => file(String(index)));
    const dropped = await readDropped([folder('many', ...many)]);
    expect(dropped.files).toHaveLength(MOST_FILES);
    expect(dropped.cut).toBe(true);
  });
});
