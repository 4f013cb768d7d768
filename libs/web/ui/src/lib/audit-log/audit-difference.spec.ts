import { differencesOf, factsOf } from './audit-difference';

describe('factsOf', () => {
  it('names nested facts by their path, and writes lists and nothing for a person', () => {
    const facts = factsOf({
      name: 'a',
      resources: { vcpu: 1, disk: null },
      scopes: ['x', 'y'],
      none: [],
      odd: [{}],
    });
    expect(facts.map(({ path, text }) => `${path}=${text}`)).toEqual([
      'name=a',
      'resources.vcpu=1',
      'resources.disk=none',
      'scopes=x, y',
      'none=none',
      'odd=[{}]',
    ]);
    expect(factsOf(null)).toEqual([]);
  });
});

describe('differencesOf', () => {
  it('tells what was changed, added and removed, and nothing that stayed', () => {
    const before = { role: 'viewer', same: 1, old: true };
    const after = { role: 'editor', same: 1, fresh: { deep: 'x' } };
    expect(differencesOf(before, after)).toEqual([
      { path: 'role', kind: 'changed', before: 'viewer', after: 'editor' },
      { path: 'old', kind: 'removed', before: 'true', after: null },
      { path: 'fresh.deep', kind: 'added', before: null, after: 'x' },
    ]);
  });

  it('shows what was made and what was destroyed', () => {
    expect(differencesOf(null, { name: 'a' })).toEqual([
      { path: 'name', kind: 'added', before: null, after: 'a' },
    ]);
    expect(differencesOf({ name: 'a' }, null)).toEqual([
      { path: 'name', kind: 'removed', before: 'a', after: null },
    ]);
    expect(differencesOf(null, null)).toEqual([]);
  });
});
