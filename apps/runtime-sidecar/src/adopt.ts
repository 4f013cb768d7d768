import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RUNTIME_PATHS } from '@nora/runtime-contract';

/**
 * Tables of OpenClaw's databases whose rows belong to the agent they were made by: who holds the state now, what
 * is still to be sent, and by what it proves who it is. OpenClaw's own snapshots leave the first three out too, and
 * its snapshots without secrets most of the others (`src/state/secret-state-tables.ts` of its sources).
 */
const OF_ANOTHER = [
  'state_leases',
  'agent_database_leases',
  'delivery_queue_entries',
  'gateway_restart_handoff',
  'gateway_restart_intent',
  'gateway_restart_sentinel',
  'apns_registrations',
  'audit_identity_keys',
  'auth_profile_state',
  'auth_profile_store',
  'channel_ingress_events',
  'channel_pairing_allow_entries',
  'channel_pairing_requests',
  'clawhub_promotion_claims',
  'config_revision_keys',
  'device_auth_tokens',
  'device_bootstrap_tokens',
  'device_identities',
  'device_pair_setup_completions',
  'device_pairing_join_codes',
  'device_pairing_paired',
  'device_pairing_pending',
  'gateway_origin_device_tokens',
  'mcp_oauth_pending_authorizations',
  'mcp_oauth_stores',
  'native_hook_relay_bridges',
  'secret_store_entries',
  'session_suggestions',
  'web_push_subscriptions',
  'worker_environment_credentials',
];

/** Rows of `config_machine_state` whose key begins so hold credentials too. */
const KEYS_OF_ANOTHER = ['authProfiles.', 'nodeHost.', 'webPush.vapidKeys'];

/** SQLITE_NOTADB. */
const NOT_A_DATABASE = 26;

/**
 * Makes state that was copied from another agent this agent's own: its databases forget the other's leases and
 * credentials. To be done before the first start; doing it again changes nothing.
 */
export async function adoptState(home: string): Promise<void> {
  const workspace = join(home, RUNTIME_PATHS.workspace);
  for await (const path of databasesBelow(join(home, RUNTIME_PATHS.openclawState), workspace)) {
    try {
      forgetOther(path);
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== NOT_A_DATABASE) throw error;
    }
  }
}

function forgetOther(path: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    // The other agent made this file: nothing in its schema may act on its own.
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000');
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
    const found = OF_ANOTHER.filter((name) => tables.some((table) => table['name'] === name));
    if (found.length === 0) return;
    database.exec(found.map((name) => `DELETE FROM "${name}";`).join(' '));
    if (tables.some((table) => table['name'] === 'config_machine_state')) {
      const forget = database.prepare(
        'DELETE FROM config_machine_state WHERE substr(state_key, 1, length(?1)) = ?1',
      );
      for (const key of KEYS_OF_ANOTHER) forget.run(key);
    }
    // Deleted rows would stay in free pages and in the log.
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

async function* databasesBelow(directory: string, except: string): AsyncIterable<string> {
  for await (const entry of await opendir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && path !== except) yield* databasesBelow(path, except);
    else if (entry.isFile() && entry.name.endsWith('.sqlite')) yield path;
  }
}
