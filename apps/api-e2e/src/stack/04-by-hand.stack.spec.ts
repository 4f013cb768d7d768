import { Stack } from './support/stack';

describe('what operators of the Compose stack do by hand', () => {
  const stack = new Stack();
  const inside = (service: string, ...argv: string[]): Promise<string> =>
    stack.compose(['exec', '-T', service, ...argv]);

  it('tells which keys seal the stored secrets', async () => {
    expect(await inside('api', 'node', 'dist/apps/cli/main.js', 'secrets', 'status')).toMatch(
      /ENCRYPTION_KEY[\s\S]*seals and opens +[1-9]/,
    );
  });

  it('takes a dump of the database without a password', async () => {
    const dump = await inside('postgres', 'pg_dump', '--username=nora', '--schema-only', 'nora');
    expect(dump).toContain('CREATE TABLE public.agents');
  });
});
