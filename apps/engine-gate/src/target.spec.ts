import { Refusal } from './refusal';
import { parseTarget, writeTarget } from './target';

describe('a request target', () => {
  it.each([
    ['/_ping', '', ['_ping']],
    ['/v1.41/containers/json?all=1', '/v1.41', ['containers', 'json']],
    [
      '/images/nora/runtime-openclaw:2026.9.6-0a/json',
      '',
      ['images', 'nora', 'runtime-openclaw:2026.9.6-0a', 'json'],
    ],
  ])('%s is read', (target, version, segments) => {
    expect(parseTarget(target)).toMatchObject({ version, segments });
  });

  it.each([
    ['an encoded slash', '/containers%2Fcreate'],
    ['an encoded dot', '/containers/%2e%2e/images/json'],
    ['a doubly encoded slash', '/containers/a%252Fjson'],
    ['a way back', '/containers/x/../create'],
    ['a way back at the end', '/containers/..'],
    ['a single dot', '/./containers/create'],
    ['a doubled slash', '//containers/create'],
    ['a doubled slash inside', '/containers//create'],
    ['a slash at the end', '/containers/create/'],
    ['an absolute form', 'http://docker/containers/json'],
    ['an authority', '//evil/containers/json'],
    ['an asterisk', '*'],
    ['a fragment', '/_ping#/containers/create'],
    ['a fragment in the query', '/containers/json?all=1#x'],
    ['a backslash', '/containers\\create'],
    ['a semicolon', '/containers/create;x=1'],
    ['an old version, which takes settings at the start', '/v1.23/containers/x/start'],
    ['nothing', ''],
    ['a null', '/_ping\0'],
    ['something long', `/containers/${'a'.repeat(20_000)}/json`],
  ])('with %s is refused', (_what, target) => {
    expect(() => parseTarget(target)).toThrow(Refusal);
  });

  it('has everything that a parameter was given, however it was written', () => {
    expect(parseTarget('/x?all=0&%61ll=1').query).toEqual(new Map([['all', ['0', '1']]]));
  });

  it('is written anew, with everything encoded', () => {
    expect(writeTarget('/v1.41', '/containers/x/archive', { path: '/home/node/a b&c=d' })).toBe(
      '/v1.41/containers/x/archive?path=%2Fhome%2Fnode%2Fa+b%26c%3Dd',
    );
  });
});
