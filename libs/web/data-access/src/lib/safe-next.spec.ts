import { safeNext } from './safe-next';

const ORIGIN = 'https://nora.example';

describe('safeNext', () => {
  it('keeps path, query and fragment of this origin', () => {
    expect(safeNext('/app/agents/1/logs?filter=x#end', ORIGIN)).toBe('/app/agents/1/logs?filter=x#end');
  });

  it.each([
    ['another host', 'https://evil.example/'],
    ['a host without a scheme', '//evil.example/app'],
    ['a host behind backslashes', '/\\evil.example'],
    ['a tab that browsers remove', '/\t/evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a relative path', 'app'],
    ['nothing', null],
  ])('goes to the console instead of %s', (_what, next) => {
    expect(safeNext(next, ORIGIN)).toBe('/app/');
  });

  it.each(['/login?next=/login', '/sign-up', '/oauth/github?code=1', '/reset-password'])(
    'does not come back to %s, which leads in itself',
    (next) => expect(safeNext(next, ORIGIN)).toBe('/app/'),
  );

  it('comes back to an invitation, and to addresses that only begin alike', () => {
    expect(safeNext('/invitation', ORIGIN)).toBe('/invitation');
    expect(safeNext('/login-help', ORIGIN)).toBe('/login-help');
  });
});
