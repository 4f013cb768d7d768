import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordOf } from '../system/processes';
import { InstanceLock, lockHolder } from './lock';

describe('InstanceLock', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nora-lock-'));
    path = join(directory, 'instance.lock');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('is held by one at a time, and names its holder', () => {
    const lock = InstanceLock.acquire(path);
    expect(lock).toBeInstanceOf(InstanceLock);
    expect(InstanceLock.acquire(path)).toEqual(recordOf(process.pid));
    expect(readdirSync(directory)).toEqual(['instance.lock']);
  });

  it('can be taken again after its release', () => {
    const lock = InstanceLock.acquire(path);
    if (lock instanceof InstanceLock) lock.release();
    expect(existsSync(path)).toBe(false);
    expect(InstanceLock.acquire(path)).toBeInstanceOf(InstanceLock);
  });

  it('is taken over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const record = recordOf(child.pid ?? 0);
    writeFileSync(path, JSON.stringify(record));
    expect(lockHolder(path)).toEqual(record);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(lockHolder(path)).toBeNull();
    expect(InstanceLock.acquire(path)).toBeInstanceOf(InstanceLock);
    expect(readdirSync(directory)).toEqual(['instance.lock']);
  });

  it('is taken over from a process whose number another one has now', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'earlier' }));
    expect(InstanceLock.acquire(path)).toBeInstanceOf(InstanceLock);
  });

  it('is taken over when the file holds nothing readable', () => {
    writeFileSync(path, '');
    expect(InstanceLock.acquire(path)).toBeInstanceOf(InstanceLock);
  });
});
