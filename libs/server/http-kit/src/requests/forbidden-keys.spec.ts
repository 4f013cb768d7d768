import { findForbiddenKey, findForbiddenQueryKey } from './forbidden-keys';

describe('findForbiddenKey', () => {
  it.each([
    ['{"__proto__":{"admin":true}}', '__proto__'],
    ['{"a":[{"b":{"prototype":1}}]}', 'prototype'],
    ['{"constructor":{"prototype":{"a":1}}}', 'constructor'],
  ])('finds the key in %s', (json, key) => {
    expect(findForbiddenKey(JSON.parse(json))).toBe(key);
  });

  it.each(['{"proto":1,"name":"__proto__"}', '["prototype"]', '"__proto__"', 'null'])(
    'finds nothing in %s',
    (json) => {
      expect(findForbiddenKey(JSON.parse(json))).toBeNull();
    },
  );

  it('follows a body nested deeper than the call stack', () => {
    const depth = 200_000;
    const body: unknown = JSON.parse(`${'['.repeat(depth)}{"prototype":1}${']'.repeat(depth)}`);
    expect(findForbiddenKey(body)).toBe('prototype');
  });
});

describe('findForbiddenQueryKey', () => {
  it.each(['a[__proto__][b]', 'a.constructor.prototype', '[prototype]'])('finds %s', (key) => {
    expect(findForbiddenQueryKey({ fine: '1', [key]: '1' })).toBe(key);
  });

  it('finds an own __proto__ as the query parser makes it', () => {
    const query = Object.create(null) as Record<string, string>;
    query['__proto__'] = '1';
    expect(findForbiddenQueryKey(query)).toBe('__proto__');
  });

  it('lets ordinary names pass', () => {
    expect(findForbiddenQueryKey({ limit: '1', 'filter[name]': 'prototype' })).toBeNull();
  });
});
