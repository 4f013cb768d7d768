import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivateFile } from '../system/files';
import { recordOf } from '../system/processes';
import { DataDirectory } from './data-directory';
import { writeState } from './state';
import type { InstanceState } from './state';
import { describeStatus, duration, readStatus } from './status';

describe('readStatus', () => {
  let directory: DataDirectory;
  const own = recordOf(process.pid) ?? { pid: 0, start: '' };
  const state: InstanceState = {
    supervisor: own,
    state: 'running',
    startedAt: '2026-01-01T00:00:00.000Z',
    url: 'http://localhost:8080',
    port: 8080,
    targets: ['process'],
    services: [
      {
        name: 'api',
        state: 'ready',
        process: own,
        container: null,
        since: new Date(Date.now() - 5_000).toISOString(),
        restarts: 2,
        stopSignal: 'SIGTERM',
      },
    ],
  };

  beforeEach(() => {
    directory = new DataDirectory(mkdtempSync(join(tmpdir(), 'nora-status-')));
  });

  afterEach(() => rmSync(directory.path, { recursive: true }));

  it('tells what the running supervisor wrote down', () => {
    writePrivateFile(directory.lock, JSON.stringify(own));
    writeState(directory.state, state);
    const status = readStatus(directory);
    expect(status).toMatchObject({ running: true, state: 'running', pid: process.pid });
    expect(status.services).toEqual([
      { name: 'api', state: 'ready', pid: process.pid, container: null, uptimeSeconds: 5, restarts: 2 },
    ]);
    expect(describeStatus(status)).toContain('http://localhost:8080');
  });

  it('does not believe the record of a supervisor that was killed', () => {
    writeState(directory.state, { ...state, supervisor: { pid: process.pid, start: 'earlier' } });
    expect(readStatus(directory)).toMatchObject({ running: false, services: [] });
  });

  it('says "starting" while only the lock is there', () => {
    writePrivateFile(directory.lock, JSON.stringify(own));
    expect(readStatus(directory)).toMatchObject({ running: true, state: 'starting' });
  });

  it('says that nothing runs for a directory that does not exist', () => {
    expect(readStatus(new DataDirectory('/nonexistent/nora'))).toMatchObject({ running: false });
  });
});

describe('duration', () => {
  it.each([
    [null, '–'],
    [59, '59 s'],
    [60, '1 min'],
    [3_900, '1 h 05 min'],
    [100_000, '1 d 3 h'],
  ])('writes %s seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
