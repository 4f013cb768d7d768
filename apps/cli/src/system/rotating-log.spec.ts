import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '../instance/data-directory';
import { logFiles, printTail } from '../instance/log-reader';
import { RotatingLog } from './rotating-log';

describe('RotatingLog', () => {
  let directory: DataDirectory;

  beforeEach(() => {
    directory = new DataDirectory(mkdtempSync(join(tmpdir(), 'nora-log-')));
    mkdirSync(directory.logs);
  });

  afterEach(() => rmSync(directory.path, { recursive: true }));

  it('puts a grown file aside and keeps the latest few', () => {
    const path = directory.logFile('api');
    const log = new RotatingLog(path, 10, 2);
    for (const text of ['first-----\n', 'second----\n', 'third-----\n', 'fourth\n']) log.write(text);
    log.close();
    const content = (suffix: string): string => readFileSync(path + suffix, 'utf8');
    expect([content(''), content('.1'), content('.2')]).toEqual(['fourth\n', 'third-----\n', 'second----\n']);
    expect(existsSync(`${path}.3`)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes on where an earlier run ended', () => {
    const path = directory.logFile('api');
    for (const text of ['one\n', 'two\n']) {
      const log = new RotatingLog(path);
      log.write(text);
      log.close();
      log.write('too late\n');
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('is shown from its end, with the name of the service where there are several', () => {
    for (const name of ['api', 'postgres']) {
      const log = new RotatingLog(directory.logFile(name));
      for (let line = 1; line <= 20_000; line++) log.write(`${name} line ${line}\n`);
      log.close();
    }
    const shown: string[] = [];
    for (const file of logFiles(directory)) printTail(file, 2, (line) => shown.push(line));
    expect(shown).toEqual([
      'api      | api line 19999',
      'api      | api line 20000',
      'postgres | postgres line 19999',
      'postgres | postgres line 20000',
    ]);
    expect(() => logFiles(directory, 'nginx')).toThrow('there is no log of "nginx": api, postgres');
  });
});
