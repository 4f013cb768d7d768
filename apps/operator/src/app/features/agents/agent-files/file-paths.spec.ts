import {
  isWithin,
  joinPath,
  nameOf,
  nameProblem,
  parentOf,
  pathProblem,
  tidyPath,
  wayTo,
} from './file-paths';

describe('paths of files', () => {
  it('knows the folder and the name of what is in the root and of what is deeper', () => {
    expect([parentOf('a'), nameOf('a'), joinPath('', 'a')]).toEqual(['', 'a', 'a']);
    expect([parentOf('a/b/c'), nameOf('a/b/c'), joinPath('a/b', 'c')]).toEqual(['a/b', 'c', 'a/b/c']);
    expect(parentOf('')).toBe('');
  });

  it('lists the folders on the way, the root first', () => {
    expect(wayTo('')).toEqual(['']);
    expect(wayTo('a/b')).toEqual(['', 'a', 'a/b']);
  });

  it('does not take a folder with a longer name for one inside', () => {
    expect(isWithin('notes/a', 'notes')).toBe(true);
    expect(isWithin('notes', 'notes')).toBe(true);
    expect(isWithin('notes-old/a', 'notes')).toBe(false);
    expect(isWithin('anything', '')).toBe(true);
  });

  it('takes out of a typed path what means nothing', () => {
    expect(tidyPath(' /notes//./today.md/ ')).toBe('notes/today.md');
  });

  it.each(['', '  ', '.', '..', 'a/b', 'a\nb', 'a\u0000', 'x'.repeat(256), 'é'.repeat(128)])(
    'does not call anything %j',
    (name) => expect(nameProblem(name)).not.toBeNull(),
  );

  it.each(['a', '.env', '..a', 'Grüße.txt', 'x'.repeat(255)])('calls something %j', (name) =>
    expect(nameProblem(name)).toBeNull(),
  );

  it('moves nothing out of its root', () => {
    expect(pathProblem('a/../b')).not.toBeNull();
    expect(pathProblem('')).not.toBeNull();
    expect(pathProblem('a/b.txt')).toBeNull();
  });
});
