import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { liveInstance } from '@nora/testing';
import { anonymous, CLAIMANTS, DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session } from './support/session';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const PROGRAM = resolve(__dirname, '../../../dist/apps/cli/main.js');
const ALL_SCOPES = [
  ...['agents:read', 'agents:write', 'workspaces:read', 'monitoring:read'],
  ...['integrations:read', 'integrations:write'],
];

describe(`the command line as a client of an instance on ${liveInstance().target}`, () => {
  const { url, target } = liveInstance();
  let directory: string;
  let session: Session;
  let key: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'nora-cli-'));
    session = await Session.ofAdministrator();
    key = await makeKey(ALL_SCOPES);
  });
  afterAll(async () => {
    await session.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const makeKey = async (scopes: string[]): Promise<string> => {
    const answer = await session.client.expect<{ key: string }>(
      201,
      'POST',
      '/api/workspaces/{workspaceId}/api-keys',
      { params: { workspaceId: session.workspaceId }, body: { name: `cli ${scopes.length}`, scopes } },
    );
    return answer.key;
  };

  const run = (argv: string[], { input = '', environment = {} } = {}): Promise<Outcome> =>
    new Promise((settle) => {
      const env = {
        ...{ PATH: process.env['PATH'], HOME: directory, XDG_CONFIG_HOME: join(directory, 'config') },
        ...{ NORA_ROOT: resolve(__dirname, '../../..'), ...environment },
      };
      const child = execFile(process.execPath, [PROGRAM, ...argv], { env }, (error, stdout, stderr) =>
        settle({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  const nora = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(argv);
    if (code !== 0) throw new Error(`nora ${argv.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout;
  };
  const json = async <T>(...argv: string[]): Promise<T> => JSON.parse(await nora(...argv, '--json')) as T;

  it('signs in with a key that comes through a pipe, and knows where it is', async () => {
    expect(await run(['agents', 'list'])).toMatchObject({ code: 4 });
    const login = await run(['login', url, '--name', 'here'], { input: `${key}\n` });
    expect(login).toMatchObject({ code: 0, stderr: '' });
    const kept = join(directory, 'config/nora/config.json');
    expect(readFileSync(kept, 'utf8')).toContain(key);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    await expect(json('whoami')).resolves.toMatchObject({ url, profile: 'here', credential: 'api-key' });
    await expect(json('workspaces', 'list')).resolves.toMatchObject({ items: [{ id: session.workspaceId }] });
  });

  it(
    'deploys an agent and shows each step of it',
    async () => {
      const { code, stdout, stderr } = await run([
        'agents',
        'deploy',
        'From a terminal',
        '--target',
        target,
        '--vcpu',
        '2',
      ]);
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^deploy succeeded in/),
      });
      expect(stderr).toMatch(/✓ start {2}[\d.]+ s/);
      expect(stderr).toMatch(/✓ ready {2}/);
      const { items } = await json<{ items: { name: string; status: string }[] }>('agents', 'list');
      expect(items).toContainEqual(expect.objectContaining({ name: 'From a terminal', status: 'running' }));
      expect(await nora('agents', 'get', 'from-a-term')).toMatch(/status: +running/);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'talks to it, runs a command in it, reads its log',
    async () => {
      expect(await nora('agents', 'chat', 'from-a', 'Hello there')).toContain('Hello there');
      const events = (await nora('agents', 'chat', 'from-a', 'Again', '--json')).trim().split('\n');
      expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ event: 'done' });
      const echoed = await run([
        'agents',
        'exec',
        'from-a',
        '--',
        'sh',
        '-c',
        'echo "it is $((40 + 2))"; exit 7',
      ]);
      expect(echoed).toMatchObject({ code: 7, stdout: 'it is 42\r\n' });
      expect(
        (await nora('agents', 'logs', 'from-a', '--tail', '5')).trim().split('\n').length,
      ).toBeGreaterThan(0);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'copies files both ways, and replaces nothing unasked',
    async () => {
      const file = join(directory, 'note.md');
      writeFileSync(file, 'carried over\n');
      await nora('agents', 'cp', file, 'from-a:cli/');
      expect(await run(['agents', 'cp', file, 'from-a:cli/note.md'])).toMatchObject({ code: 7 });
      writeFileSync(file, 'changed\n');
      await nora('agents', 'cp', file, 'from-a:cli/note.md', '--overwrite');
      expect(await nora('agents', 'cp', 'from-a:cli/note.md', '-')).toBe('changed\n');
      expect(await run(['agents', 'cp', 'from-a:cli/note.md', file])).toMatchObject({ code: 7 });
      expect(await run(['agents', 'cp', 'from-a:cli/none.md', '-'])).toMatchObject({ code: 6 });
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'lets people in as far as their role goes',
    async () => {
      const as = (name: string) => ({ environment: { XDG_CONFIG_HOME: join(directory, name) } });
      const signIn = ({ email, password }: { email: string; password: string }, name: string) =>
        run(['login', url, '--email', email], { input: `${password}\n`, ...as(name) });
      const logins = await Promise.all(CLAIMANTS.map((account) => signIn(account, account.name)));
      const owner = CLAIMANTS[logins.findIndex(({ code }) => code === 0)]?.name ?? 'nobody';
      expect(logins.map(({ code }) => code).sort()).toEqual([0, 4]);
      for (const command of [['audit', 'list'], ['keys', 'list'], ['members', 'list'], ['queues']]) {
        expect(await run([...command, '--json'], as(owner))).toMatchObject({ code: 0 });
      }

      const guest = {
        name: 'Guest',
        email: `guest-${Date.now()}@example.test`,
        password: 'four slow rivers meet',
      };
      const invited = await run(['members', 'invite', guest.email, '--role', 'viewer'], as(owner));
      const token = /nora_inv_[\w-]+/.exec(invited.stdout)?.[0];
      const client = await anonymous(session.instance);
      await client.expect(201, 'POST', '/api/auth/sign-up', { body: { ...guest, invitationToken: token } });
      await client.expect(200, 'POST', '/api/invitations/accept', { body: { token } });
      expect(await signIn(guest, 'guest')).toMatchObject({ code: 0 });
      const there = ['--workspace', session.workspaceId];
      expect(await run(['agents', 'get', 'from-a', ...there], as('guest'))).toMatchObject({ code: 0 });
      expect(await run(['agents', 'stop', 'from-a', ...there], as('guest'))).toMatchObject({ code: 5 });
      expect(await run(['agents', 'exec', 'from-a', ...there, '--', 'id'], as('guest'))).toMatchObject({
        ...{ code: 5, stdout: '' },
      });
      expect(await run(['logout'], as('guest'))).toMatchObject({ code: 0 });
      expect(await run(['agents', 'list'], as('guest'))).toMatchObject({ code: 4 });
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'stops and starts it, goes back to an earlier version, and deletes it when it is told so',
    async () => {
      await nora('agents', 'stop', 'from-a');
      await expect(json('agents', 'get', 'from-a')).resolves.toMatchObject({ agent: { status: 'stopped' } });
      const queued = await json<{ deployment: { id: string } }>('agents', 'start', 'from-a', '--no-wait');
      expect(await nora('deployments', 'watch', queued.deployment.id)).toMatch(/^start succeeded/);
      const { agent } = await json<{ agent: { id: string } }>('agents', 'get', 'from-a');
      const edited = await session.client.expect<{ deployment: { id: string } }>(
        ...([200, 'PATCH', '/api/agents/{agentId}'] as const),
        { params: { agentId: agent.id }, body: { resources: { ramMb: 2_304 } } },
      );
      await nora('deployments', 'watch', edited.deployment.id);
      expect(await run(['agents', 'rollback', 'from-a', '--to', '2'])).toMatchObject({ code: 7 });
      await nora('agents', 'rollback', 'from-a', '--to', '1');
      expect(await nora('deployments', 'list', 'from-a')).toMatch(/rollback +succeeded/);
      await expect(json('agents', 'get', 'from-a')).resolves.toMatchObject({
        agent: { resources: { ramMb: 2_048 } },
      });
      expect(await run(['agents', 'delete', 'from-a'])).toMatchObject({
        ...{ code: 3, stderr: expect.stringContaining('--yes') },
      });
      await nora('agents', 'delete', 'from-a', '--yes');
      expect(await run(['agents', 'get', 'from-a'])).toMatchObject({ code: 6 });
    },
    3 * OPERATION_TIMEOUT_MS,
  );

  it('ends with a code of its own for each way to be refused', async () => {
    const wrong = `${key.slice(0, -3)}${key.endsWith('aaa') ? 'bbb' : 'aaa'}`;
    const withKey = (NORA_API_KEY: string, ...argv: string[]) =>
      run(argv, { environment: { NORA_API_KEY, NORA_URL: url } });
    expect(await withKey(wrong, 'agents', 'list')).toMatchObject({ code: 4 });
    const narrow = await makeKey(['agents:read', 'workspaces:read']);
    expect(await withKey(narrow, 'providers', 'list')).toMatchObject({ code: 5 });
    expect(await withKey(narrow, 'members', 'invite', 'a@example.test')).toMatchObject({
      ...{ code: 5, stderr: expect.stringContaining('sign in with an account') },
    });
    expect(await withKey(key, 'agents', 'list', '--workspace', 'elsewhere')).toMatchObject({ code: 6 });
    expect(await run(['agents', 'deploy', 'x', '--target', 'k8s'])).toMatchObject({ code: 7 });
    expect(
      await run(['agents', 'list'], { environment: { NORA_API_KEY: key, NORA_URL: await nowhere() } }),
    ).toMatchObject({ code: 8 });
    expect(await run(['agents', 'list', '--unknown'])).toMatchObject({ code: 3 });
  });
});

/** An address at which nothing listens any more. */
async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}
