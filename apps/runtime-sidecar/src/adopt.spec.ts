import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { adoptState } from './adopt';

describe('adoptState', () => {
  const home = mkdtempSync(join(tmpdir(), 'nora-adopt-'));
  const path = join(home, '.openclaw/state/openclaw.sqlite');
  afterAll(() => rmSync(home, { recursive: true }));

  it('forgets leases and credentials of the other agent, also in free pages, and keeps its memory', async () => {
    mkdirSync(join(home, '.openclaw/state'), { recursive: true });
    const made = new DatabaseSync(path);
    made.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE state_leases (owner TEXT); INSERT INTO state_leases VALUES ('gateway of another');
      CREATE TABLE secret_store_entries (value TEXT); INSERT INTO secret_store_entries VALUES ('hunter2-hunter2');
      CREATE TABLE config_machine_state (state_key TEXT, value_json TEXT);
      INSERT INTO config_machine_state VALUES ('authProfiles.main', 'profile-of-another'), ('plugins.x', 'plain-setting');
      CREATE TABLE transcript_events (text TEXT); INSERT INTO transcript_events VALUES ('the quick brown fox');`);
    made.close();
    writeFileSync(join(home, '.openclaw/notes.sqlite'), 'An agent may call anything so. '.repeat(100));

    await adoptState(home);
    await adoptState(home);

    const bytes = readFileSync(path, 'latin1');
    expect(bytes).not.toContain('hunter2');
    expect(bytes).not.toContain('gateway of another');
    expect(bytes).not.toContain('profile-of-another');
    expect(bytes).toContain('plain-setting');
    expect(bytes).toContain('the quick brown fox');
  });
});
