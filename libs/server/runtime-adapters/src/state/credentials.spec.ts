import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { scrubArguments } from './credentials';

const run = promisify(execFile);

describe('scrubArguments', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'nora-state-'));
  });
  afterEach(() => rm(state, { recursive: true }));

  const scrub = () => run(process.execPath, scrubArguments(state));

  async function fill(path: string, statements: string): Promise<string> {
    const file = join(state, path);
    await mkdir(dirname(file), { recursive: true });
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA journal_mode = WAL; ${statements}`);
    database.close();
    return file;
  }

  it('takes credentials, identity and leases out of every database and leaves what was learned', async () => {
    const shared = await fill(
      'state/openclaw.sqlite',
      `CREATE TABLE device_identities (private_key_pem TEXT);
       INSERT INTO device_identities VALUES ('very-private-key');
       CREATE TABLE state_leases (owner TEXT);
       INSERT INTO state_leases VALUES ('source');
       CREATE TABLE config_machine_state (state_key TEXT, value_json TEXT);
       INSERT INTO config_machine_state VALUES ('authProfiles.main', 'very-private-profile'), ('plugins.x', 'kept');
       CREATE TABLE cron_jobs (name TEXT);
       INSERT INTO cron_jobs VALUES ('wake up');`,
    );
    const agent = await fill(
      'agents/main/agent/openclaw-agent.sqlite',
      `CREATE TABLE auth_profile_store (value TEXT);
       INSERT INTO auth_profile_store VALUES ('very-private-token');
       CREATE TABLE transcript_events (text TEXT);
       INSERT INTO transcript_events VALUES ('my cat is called Mimi');`,
    );
    await scrub();
    for (const file of [shared, agent]) {
      expect(await readFile(file, 'latin1')).not.toContain('very-private');
      expect(await readdir(dirname(file))).toHaveLength(1);
    }
    const database = new DatabaseSync(shared);
    expect(database.prepare('SELECT state_key FROM config_machine_state').all()).toMatchObject([
      { state_key: 'plugins.x' },
    ]);
    expect(database.prepare('SELECT * FROM state_leases').all()).toEqual([]);
    expect(database.prepare('SELECT name FROM cron_jobs').all()).toMatchObject([{ name: 'wake up' }]);
    database.close();
    expect(await readFile(agent, 'latin1')).toContain('my cat is called Mimi');
  });

  it('has nothing to do where there is no database', async () => {
    await expect(scrub()).resolves.toMatchObject({ stderr: '' });
  });

  it('fails when a database cannot be read', async () => {
    const file = await fill('state/openclaw.sqlite', 'CREATE TABLE x (y);');
    const database = new DatabaseSync(file);
    database.exec('BEGIN EXCLUSIVE');
    await expect(scrub()).rejects.toThrow('database is locked');
    database.close();
  });
});
