import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../system/processes';
import { RotatingLog } from '../system/rotating-log';
import { BackOff } from './back-off';
import { SupervisedProcess } from './supervised-process';
import type { ProcessSpec } from './supervised-process';

const RUNS = `process.stdout.write('ready'); setInterval(() => undefined, 1000);`;
const IGNORES_SIGTERM = `process.on('SIGTERM', () => undefined); ${RUNS}`;

describe('SupervisedProcess', () => {
  const never = new AbortController().signal;
  let directory: string;
  let said: string[];
  let services: SupervisedProcess[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nora-supervised-'));
    said = [];
    services = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop(AbortSignal.abort())));
    rmSync(directory, { recursive: true });
  });

  function supervise(script: string, changes: Partial<ProcessSpec> = {}): SupervisedProcess {
    const service = new SupervisedProcess(
      {
        name: 'fake',
        spawn: () => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] }),
        ready: (child) => new Promise((resolve) => child.stdout?.once('data', () => resolve())),
        readyTimeoutMs: 5_000,
        stopSignal: 'SIGTERM',
        stopGraceMs: 5_000,
        ...changes,
      },
      {
        log: new RotatingLog(join(directory, 'fake.log')),
        changed: () => undefined,
        say: (line) => said.push(line),
        backOff: new BackOff({ firstMs: 20, mostMs: 80, stableMs: 60_000 }),
      },
    );
    services.push(service);
    return service;
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > 5_000) throw new Error('it did not come to pass');
      await sleep(10);
    }
  }

  it('starts again what was killed, and says so', async () => {
    const service = supervise(RUNS);
    await service.start(never);
    const { process: first } = service.status();
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => service.status().state === 'ready' && service.status().restarts === 1);
    expect(service.status().process?.pid).not.toBe(first?.pid);
    expect(said).toEqual(['fake was ended by SIGKILL; it is started again in 0.02 s', 'fake runs again']);
  });

  it('waits longer after each crash', async () => {
    const service = supervise(`process.stdout.write('ready'); setTimeout(() => process.exit(7), 5);`);
    await service.start(never);
    await until(() => said.filter((line) => line.includes('exit code 7')).length >= 3);
    const waits = said.flatMap((line) => /again in (\S+) s/.exec(line)?.[1] ?? []);
    expect(waits.slice(0, 3)).toEqual(['0.02', '0.04', '0.08']);
  });

  it('fails with the last line of a program that ends at its start, and does not start it again', async () => {
    const service = supervise(`console.error('no such database'); process.exit(3);`, {
      ready: () => new Promise(() => undefined),
    });
    await expect(service.start(never)).rejects.toThrow('fake ended at its start (exit 3): no such database');
    expect(service.status()).toMatchObject({ state: 'stopped', process: null, restarts: 0 });
    expect(readFileSync(join(directory, 'fake.log'), 'utf8')).toContain('no such database');
  });

  it('leaves nothing of a program that was not ready in time', async () => {
    const service = supervise(RUNS, { ready: () => new Promise(() => undefined), readyTimeoutMs: 100 });
    const started = service.start(never);
    const record = service.status().process;
    await expect(started).rejects.toThrow('fake was not ready after 0.1 s');
    expect(record !== null && isAlive(record)).toBe(false);
  });

  it('fails when the program cannot be started at all', async () => {
    const service = supervise('', { spawn: () => spawn('/nonexistent/program', []) });
    await expect(service.start(never)).rejects.toThrow('fake cannot be started');
    expect(service.status().state).toBe('stopped');
  });

  it('does not start again what was stopped', async () => {
    const service = supervise(RUNS);
    await service.start(never);
    await service.stop(never);
    await sleep(60);
    expect(service.status()).toMatchObject({ state: 'stopped', restarts: 0 });
    expect(said).toEqual([]);
  });

  it('kills after the grace what does not end by itself', async () => {
    const service = supervise(IGNORES_SIGTERM, { stopGraceMs: 100 });
    await service.start(never);
    const record = service.status().process;
    await service.stop(never);
    expect(record !== null && isAlive(record)).toBe(false);
  });

  it('kills at once when it is told to hurry', async () => {
    const service = supervise(IGNORES_SIGTERM, { stopGraceMs: 60_000 });
    await service.start(never);
    const hurry = new AbortController();
    const stopped = service.stop(hurry.signal);
    hurry.abort();
    await stopped;
    expect(service.status().state).toBe('stopped');
  });
});
