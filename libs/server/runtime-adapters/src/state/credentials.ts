/**
 * Tables of OpenClaw's databases that a duplicate must not take over. The first group is what OpenClaw itself
 * leaves out of a backup without secrets (`src/state/secret-state-tables.ts` of its sources, 2026.9.6); the second
 * ties the state to the process and host that held it, and would keep the duplicate waiting.
 */
const TABLES = [
  'audit_identity_keys',
  'apns_registrations',
  'channel_ingress_events',
  'channel_pairing_requests',
  'clawhub_promotion_claims',
  'config_revision_keys',
  'device_auth_tokens',
  'device_bootstrap_tokens',
  'device_identities',
  'device_pairing_join_codes',
  'device_pairing_paired',
  'gateway_origin_device_tokens',
  'mcp_oauth_pending_authorizations',
  'mcp_oauth_stores',
  'native_hook_relay_bridges',
  'secret_store_entries',
  'web_push_subscriptions',
  'worker_environment_credentials',
  'auth_profile_state',
  'auth_profile_store',
  'session_suggestions',

  'state_leases',
  'agent_database_leases',
  'delivery_queue_entries',
  'gateway_boot_lifecycle',
];

/** Rows of `config_machine_state` whose key begins so are credentials too. */
const KEY_PREFIXES = ['authProfiles.', 'nodeHost.', 'webPush.vapidKeys'];

/**
 * Runs in a Node process that owns the state and nobody else uses. VACUUM, so that nothing stays readable in
 * pages that are free.
 */
const PROGRAM = `
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');
const [state, tables, prefixes] = [process.argv[1], JSON.parse(process.argv[2]), JSON.parse(process.argv[3])];
const agents = existsSync(join(state, 'agents')) ? readdirSync(join(state, 'agents')) : [];
const files = agents.map((agent) => join(state, 'agents', agent, 'agent/openclaw-agent.sqlite'));
for (const file of [join(state, 'state/openclaw.sqlite'), ...files].filter((path) => existsSync(path))) {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  const has = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  for (const table of tables) if (has.get(table)) database.exec('DELETE FROM "' + table + '"');
  if (has.get('config_machine_state')) {
    const remove = database.prepare('DELETE FROM config_machine_state WHERE substr(state_key, 1, length(?1)) = ?1');
    for (const prefix of prefixes) remove.run(prefix);
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.exec('VACUUM');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}
`;

/**
 * Arguments of Node (24 or newer) that take credentials, identity and leases out of a copied state. To be run as
 * the user who owns the copy, before its runtime starts for the first time.
 * @param stateDirectory the copy's `.openclaw`
 */
export function scrubArguments(stateDirectory: string): string[] {
  return ['-e', PROGRAM, stateDirectory, JSON.stringify(TABLES), JSON.stringify(KEY_PREFIXES)];
}
