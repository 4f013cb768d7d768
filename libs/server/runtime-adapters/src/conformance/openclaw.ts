import { setTimeout as sleep } from 'node:timers/promises';
import { RUNTIME_PATHS } from '@nora/runtime-contract';
import type { ObservedRuntime, RuntimeBackend, RuntimeHandle } from '../ports';
import { DemoModel } from './demo-model';
import { openScreen } from './exec';
import {
  awaitReady,
  beginTurn,
  deploy,
  eventually,
  execute,
  makeAgent,
  readLogs,
  takeTurn,
  urlOf,
} from './harness';
import type { BackendUnderTest } from './under-test';

const WORKSPACE = RUNTIME_PATHS.workspace;

/** Promises of a backend that runs real OpenClaw runtimes. Tests build on one another, in order. */
export function describeOpenclaw(underTest: BackendUnderTest): void {
  describe('with real runtimes', () => {
    const model = new DemoModel();
    const { signal } = new AbortController();
    const agent = makeAgent(underTest.target);
    const other = makeAgent(underTest.target);
    const twin = makeAgent(underTest.target);
    let modelPort: number;
    let backend: RuntimeBackend;
    let handle: RuntimeHandle;

    const inspect = (of: RuntimeHandle = handle): Promise<ObservedRuntime> => backend.access.inspect(of);
    const turn = (prompt: string): Promise<string[]> =>
      takeTurn(backend, handle, agent.secrets.gatewayToken, prompt);

    beforeAll(async () => {
      modelPort = await model.listen(underTest.modelHost);
      backend = underTest.make(modelPort);
    });

    afterAll(async () => {
      for (const { spec } of [agent, other, twin]) {
        const of = backend.access.handleFor(spec.agentId);
        await backend.provisioner.remove(of, { keepState: false }, signal);
      }
      await model.close();
    });

    it('brings an agent up, telling how far it is', async () => {
      const told: string[] = [];
      handle = await deploy(backend, agent, (message) => told.push(message));
      await awaitReady(backend, handle);
      await expect(inspect()).resolves.toMatchObject({
        state: 'running',
        generation: 1,
        specHash: 'first',
        startedAt: expect.any(Date) as Date,
        exitCode: null,
      });
    });

    it('streams an answer of the model in pieces', async () => {
      const pieces = await turn('the quick brown fox');
      expect(pieces.length).toBeGreaterThan(3);
      expect(pieces.join('')).toContain('the quick brown fox');
      expect(model.calls.at(-1)?.authorization).toBe(`Bearer ${agent.secrets.modelKey}`);
    });

    it('remembers earlier turns of the session', async () => {
      await turn('and then it slept');
      expect(model.calls.at(-1)?.history.join(' ')).toContain('the quick brown fox');
    });

    it('ends the run when the caller hangs up', async () => {
      const abort = new AbortController();
      const response = await beginTurn(backend, handle, agent.secrets.gatewayToken, 'go slowly please', {
        signal: abort.signal,
      });
      const reader = response.body?.getReader();
      await eventually(() => model.calls.at(-1)?.prompt.includes('slowly') ?? false);
      await reader?.read();
      abort.abort();
      await eventually(() => model.calls.at(-1)?.aborted ?? false, 5_000);
    });

    it('lets nobody in without the right token, and everybody only as far as their role goes', async () => {
      const wrong = await beginTurn(backend, handle, 'wrong', 'hello');
      expect(wrong.status).toBe(401);
      const looking = await beginTurn(backend, handle, agent.secrets.gatewayToken, 'hello', {
        role: 'viewer',
      });
      expect(looking.status).toBe(403);
      const info = await fetch(await urlOf(backend.access, handle, 'sidecar', '/info'));
      expect(info.status).toBe(401);
      await expect(execute(backend, handle, other.secrets, ['id'])).rejects.toThrow('401');
    });

    it('runs commands inside, as a user without privileges', async () => {
      const { exitCode, stdout } = await execute(backend, handle, agent.secrets, ['id', '-u']);
      expect(exitCode).toBe(0);
      const { isolation } = await backend.access.capabilities();
      if (isolation !== 'none') expect(Number(stdout)).toBeGreaterThan(999);
    });

    it('serves the files of its workspace while it works on them, and nothing beside them', async () => {
      const call = async (
        method: string,
        route: string,
        headers: Record<string, string> = {},
        body?: string,
      ) => {
        const url = await urlOf(backend.access, handle, 'sidecar', `/files/v1/${route}`);
        const authorization = `Bearer ${agent.secrets.sidecarToken}`;
        return fetch(url, { method, headers: { authorization, ...headers }, body: body ?? null });
      };
      const listed = (await (await call('GET', 'list?root=workspace')).json()) as {
        items: { name: string }[];
      };
      expect(listed.items.map(({ name }) => name)).toContain('AGENTS.md');
      const place = 'root=workspace&path=from-nora.txt';
      const absent = { 'if-none-match': '*' };
      expect((await call('PUT', `content?${place}&most=100`, absent, 'kept here')).status).toBe(200);
      const { stdout } = await execute(backend, handle, agent.secrets, ['cat', `${WORKSPACE}/from-nora.txt`]);
      expect(stdout).toBe('kept here');
      expect((await call('DELETE', `entry?${place}`)).status).toBe(200);
      const outside = ['../openclaw.json', '../../.nora/secrets/gateway-token'].map(encodeURIComponent);
      for (const path of outside) {
        expect((await call('GET', `content?root=workspace&path=${path}&most=100`)).status).toBe(422);
      }
      expect((await call('GET', 'list?root=workspace', { authorization: 'Bearer x' })).status).toBe(401);
    });

    it('shows a terminal the tools of the runtime and none of its secrets, as the same user', async () => {
      const { stdout: uid } = await execute(backend, handle, agent.secrets, ['id', '-u']);
      const script =
        'env; tty; echo user=$(id -u) groups=$(id -G); pwd; openclaw --version; ls -l /proc/self/fd';
      const screen = await openScreen(backend, handle, ['sh', '-c', script]);
      await screen.read;
      expect(await screen.session.exited).toBe(0);
      expect(screen.text).toContain(`user=${uid.trim()} groups=${uid.trim()}\r\n`);
      expect(screen.text).toMatch(/TERM=xterm-256color[^]*\/dev\/pts\/\d+\r\n/);
      expect(screen.text).toContain('GIVEN=by the caller');
      expect(screen.text).toMatch(/OpenClaw 20\d\d/i);
      expect(screen.text).not.toMatch(/DATABASE_URL|REDIS|NORA_MODEL_KEY|GATEWAY_TOKEN|socket:/);
      for (const secret of Object.values(agent.secrets)) expect(screen.text).not.toContain(secret);
    });

    it('holds up who types more than a program reads, and nobody else', async () => {
      const deaf = await openScreen(backend, handle, ['sh', '-c', 'stty raw; echo deaf; exec sleep 60']);
      await deaf.shows('deaf');
      const piece = Buffer.alloc(65_536, 'x');
      let taken = 0;
      const typing = (async () => {
        for (; taken < 200; taken += 1) await deaf.session.write(piece);
      })();
      await sleep(1_000);
      expect(taken).toBeLessThan(200);
      await deaf.session.kill();
      await Promise.all([typing, deaf.read, deaf.session.exited]);
    });

    it('keeps the promises of its target', () => underTest.inspectRunning(handle, agent));

    it('changes nothing when every step is repeated', async () => {
      const before = await inspect();
      await deploy(backend, agent);
      await expect(inspect()).resolves.toEqual(before);
      await expect(turn('still there?')).resolves.toEqual(expect.arrayContaining([expect.any(String)]));
    });

    it('finds the runtime again after a restart of the worker', async () => {
      const before = await inspect();
      backend = underTest.make(modelPort);
      await expect(inspect()).resolves.toEqual(before);
      await awaitReady(backend, handle);
    });

    it('runs a second agent that cannot be mistaken for the first, with a copy of its files', async () => {
      const write = ['sh', '-c', 'mkdir -p "$1" && echo "the plan" > "$1/plan.md"', 'sh', WORKSPACE];
      await expect(execute(backend, handle, agent.secrets, write)).resolves.toMatchObject({ exitCode: 0 });
      const second = await deploy(backend, other, undefined, { from: handle, scope: 'files' });
      await awaitReady(backend, second);
      const { gatewayToken } = other.secrets;
      await expect(takeTurn(backend, second, gatewayToken, 'second agent')).resolves.toEqual(
        expect.arrayContaining([expect.any(String)]),
      );
      expect(model.calls.at(-1)?.authorization).toBe(`Bearer ${other.secrets.modelKey}`);
      expect(model.calls.at(-1)?.history.join(' ')).not.toContain('quick brown fox');
      expect((await beginTurn(backend, handle, gatewayToken, 'hello')).status).toBe(401);
      const read = await execute(backend, second, other.secrets, ['cat', `${WORKSPACE}/plan.md`]);
      expect(read).toMatchObject({ exitCode: 0, stdout: 'the plan\n' });
    });

    it('removes one agent without a trace and without touching the other', async () => {
      const second = backend.access.handleFor(other.spec.agentId);
      await backend.provisioner.remove(second, { keepState: false }, signal);
      await backend.provisioner.remove(second, { keepState: false }, signal);
      await expect(underTest.remains(other.spec.agentId)).resolves.toEqual([]);
      await expect(inspect()).resolves.toMatchObject({ state: 'running' });
    });

    it('duplicates a running agent with all that it remembers, and with none of its credentials', async () => {
      const third = await deploy(backend, twin, undefined, { from: handle, scope: 'memory' });
      await awaitReady(backend, third);
      await takeTurn(backend, third, twin.secrets.gatewayToken, 'what was first?');
      expect(model.calls.at(-1)?.authorization).toBe(`Bearer ${twin.secrets.modelKey}`);
      expect(model.calls.at(-1)?.history.join(' ')).toContain('the quick brown fox');
      for (const secret of Object.values(agent.secrets)) {
        const search = await execute(backend, third, twin.secrets, ['grep', '-rlF', '-e', secret, '.']);
        expect(search.stdout).toBe('');
      }
      await expect(inspect()).resolves.toMatchObject({ state: 'running' });
      await expect(turn('still there?')).resolves.toEqual(expect.arrayContaining([expect.any(String)]));
      await backend.provisioner.remove(third, { keepState: false }, signal);
    });

    it('stops, lets the turn in progress end, and keeps the logs', async () => {
      const response = await beginTurn(backend, handle, agent.secrets.gatewayToken, 'slowly, at the end');
      await eventually(() => model.calls.at(-1)?.prompt.includes('at the end') ?? false);
      const answer = response.text();
      await backend.provisioner.stop(handle, 60_000, signal);
      expect(await answer).toContain('word99');
      await backend.provisioner.stop(handle, 60_000, signal);
      await expect(inspect()).resolves.toMatchObject({ state: 'exited', exitCode: 0 });
      const lines = await readLogs(backend, handle);
      expect(lines.map(({ text }) => text).join('\n')).toContain('the gateway ended with code 0');
      expect(lines.every(({ at }) => at !== null)).toBe(true);
      await expect(readLogs(backend, handle, 2)).resolves.toHaveLength(2);
    });

    it('gives the log from a moment on, to the millisecond', async () => {
      const whole = await readLogs(backend, handle, null);
      const middle = whole[Math.floor(whole.length / 2)]?.at ?? null;
      const first = whole.findIndex(({ at }) => at !== null && middle !== null && at >= middle);
      await expect(readLogs(backend, handle, null, middle)).resolves.toEqual(whole.slice(first));
      await expect(readLogs(backend, handle, 1, middle)).resolves.toEqual(whole.slice(-1));
      await expect(readLogs(backend, handle, null, new Date(Date.now() + 60_000))).resolves.toEqual([]);
    });

    it('starts again with its state, also as a new generation', async () => {
      const changed = { ...agent, spec: { ...agent.spec, generation: 2, specHash: 'second' } };
      await expect(deploy(backend, changed)).resolves.toEqual(handle);
      await awaitReady(backend, handle);
      await expect(inspect()).resolves.toMatchObject({ state: 'running', generation: 2, specHash: 'second' });
      await turn('what was first?');
      expect(model.calls.at(-1)?.history.join(' ')).toContain('the quick brown fox');
    });

    it('follows the log while the runtime runs', async () => {
      const abort = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        const options = { tail: 0, follow: true, signal: abort.signal };
        for await (const { text } of backend.access.logs(handle, options)) seen.push(text);
      })();
      try {
        await turn('leave a line in the log');
        await eventually(() => seen.length > 0);
      } finally {
        abort.abort();
        await following;
      }
    });

    it('keeps the state when asked, and leaves nothing otherwise', async () => {
      await backend.provisioner.remove(handle, { keepState: true }, signal);
      await expect(inspect()).resolves.toMatchObject({ state: 'absent' });
      await expect(underTest.remains(agent.spec.agentId)).resolves.not.toEqual([]);
      await backend.provisioner.remove(handle, { keepState: false }, signal);
      await expect(underTest.remains(agent.spec.agentId)).resolves.toEqual([]);
      const left = [];
      for await (const one of backend.provisioner.list(signal)) left.push(one);
      expect(left).toEqual([]);
    });
  });
}
