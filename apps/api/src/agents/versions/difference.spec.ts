import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { differencesOf, type Change, type JsonObject, type JsonValue } from './difference';

const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    fc.integer({ min: 0, max: 3 }),
    fc.string({ maxLength: 2 }),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a.b'), tie('value'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
})).value;

const document = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), value, {
  maxKeys: 3,
  noNullPrototype: true,
});

const copyOf = (document: JsonObject): JsonObject => JSON.parse(JSON.stringify(document)) as JsonObject;

/** Carries out changes; refuses one whose `from` is not what is there. */
function apply(changes: Change[], to: JsonObject): JsonObject {
  const result = copyOf(to);
  for (const { path, from, to: wanted, kind } of changes) {
    const name = path.at(-1) ?? '';
    const parent = path.slice(0, -1).reduce<JsonObject>((at, step) => at[step] as JsonObject, result);
    expect(Object.hasOwn(parent, name)).toBe(kind !== 'added');
    expect(kind === 'added' ? null : parent[name]).toEqual(from);
    if (kind === 'removed') delete parent[name];
    else parent[name] = wanted;
  }
  return result;
}

describe('differencesOf', () => {
  it('turns the one document into the other when its changes are applied, in any order', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const changes = differencesOf(a, b);
        expect(isDeepStrictEqual(apply(changes, a), b)).toBe(true);
        expect(isDeepStrictEqual(apply([...changes].reverse(), a), b)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('finds nothing between a document and itself', () => {
    fc.assert(fc.property(document, (a) => expect(differencesOf(a, copyOf(a))).toEqual([])));
  });

  it('says the same backwards, with added and removed exchanged', () => {
    const opposite = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    fc.assert(
      fc.property(document, document, (a, b) => {
        const backwards = differencesOf(b, a).map(({ path, from, to, kind }) => ({
          ...{ path, from: to, to: from, kind: opposite[kind] },
        }));
        expect(differencesOf(a, b)).toEqual(backwards);
      }),
    );
  });

  it('names the innermost member that differs', () => {
    const resources = { vcpu: 1, ramMb: 2048, diskGb: null };
    const a = { name: 'One', resources, gone: 1 };
    const b = { name: 'One', resources: { ...resources, ramMb: 4096 }, tags: ['x'] };
    expect(differencesOf(a, b)).toEqual([
      { path: ['gone'], from: 1, to: null, kind: 'removed' },
      { path: ['resources', 'ramMb'], from: 2048, to: 4096, kind: 'changed' },
      { path: ['tags'], from: null, to: ['x'], kind: 'added' },
    ]);
  });
});
