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

  it('does not come back to the log-in page', () => {
    expect(safeNext('/login?next=/login', ORIGIN)).toBe('/app/');
  });
});
