import { FILE_ROOTS, isFileName, splitFilePath } from './files';

describe('splitFilePath', () => {
  it('gives the names of a path below the root', () => {
    expect(splitFilePath('')).toEqual([]);
    expect(splitFilePath('notes/Grüße an “alle” 🎉.md')).toEqual(['notes', 'Grüße an “alle” 🎉.md']);
    expect(splitFilePath('...')).toEqual(['...']);
    expect(splitFilePath('.hidden/..data')).toEqual(['.hidden', '..data']);
  });

  it.each([
    ...['..', '.', '/', '/etc/passwd', 'a/', 'a//b', './a', 'a/.', 'a/..', 'a/../b', '../a', 'a/../../b'],
    ...['a\0b', '\0', 'a\nb', 'a\\b', '..\\a', 'a\x7f', '\ud800', 'x'.repeat(256), 'é'.repeat(128)],
    ...['a/'.repeat(64) + 'a', 'abc/'.repeat(600) + 'a'],
  ])('refuses %j', (path) => {
    expect(splitFilePath(path)).toBeNull();
  });
});

describe('isFileName', () => {
  it('counts bytes, as file systems do', () => {
    expect(isFileName('é'.repeat(127))).toBe(true);
    expect(isFileName('a/b')).toBe(false);
  });
});

describe('FILE_ROOTS', () => {
  it('shows no directory that holds credentials or what Nora renders', () => {
    for (const { place } of Object.values(FILE_ROOTS).flat()) {
      expect(splitFilePath(place)).not.toBeNull();
      expect(place).toMatch(/^\.openclaw\/(workspace|skills|logs)$/);
    }
  });
});
