import { initialsOf } from './initials';

describe('initialsOf', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['  ada   byron king ', 'AK'],
    ['Ada', 'A'],
    ['Élodie Çelik', 'ÉÇ'],
    ['👩‍🔬 Curie', '👩‍🔬C'],
    ['李 明', '李明'],
    ['', ''],
  ])('%s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
