// Writes docs/settings.md from the settings classes: node tools/settings-doc.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadSources } from './load-sources.mjs';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'docs/settings.md');
const TITLES = {
  DatabaseSettings: 'PostgreSQL',
  RedisSettings: 'Redis',
  HttpSettings: 'The operator-facing listener',
  RateLimitSettings: 'Rate limits',
  SecretSettings: 'Secrets',
  EncryptionSettings: 'Encryption at rest',
  FirstAdminSettings: 'The first administrator',
  MailSettings: 'Mail',
  OauthSettings: 'Signing in elsewhere',
  OutboundSettings: 'Calls to the outside',
  AuditSettings: 'The audit log',
  RuntimeSettings: 'Runtimes',
  ModelGatewaySettings: 'Models of agents',
  FilesSettings: 'Files of agents',
  DeploymentWorkerSettings: 'The provisioner worker',
  MetricsSettings: 'Metrics of agents',
  TerminalSettings: 'Terminals in agents',
  GatewaySettings: 'Gateways of agents',
  ScheduleSettings: 'Schedules',
  RetentionSettings: 'The backup worker',
  EngineGateSettings: 'The gates before the Docker engine',
  ReleaseSettings: 'Releases',
  ProcessSettings: 'Every process',
};

const classes = await loadSettings();
const sections = classes.map(({ name, settings }) => {
  const title = TITLES[name];
  if (!title) throw new Error(`tools/settings-doc.mjs has no title for ${name}`);
  const rows = settings.map(
    ({ env, description, required, ...rest }) =>
      `| \`${env}\` | ${cell(description)} | ${required ? '**required**' : defaultOf(rest)} |`,
  );
  return [`## ${title}`, '', '| variable | what it does | default |', '|---|---|---|', ...rows].join('\n');
});
const text = await format(
  `<!-- Written by tools/settings-doc.mjs from libs/server/config/src/settings/. -->

# Settings

Every program reads its settings from its environment, once, when it starts. All faults are listed together, without values, and the program ends with code 78. An empty variable counts as absent. \`./nora up\` and \`docker/compose.yml\` set what they need; what is listed here can be set beside it.

${sections.join('\n\n')}
`,
  { ...(await resolveConfig(file)), parser: 'markdown' },
);

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/settings.md is out of date: run node tools/settings-doc.mjs');
  process.exitCode = 1;
} else {
  console.log('docs/settings.md tells of all settings.');
}

async function loadSettings() {
  const { ALL_SETTINGS, settingsOf } = await loadSources(
    root,
    `export * from './libs/server/config/src/index.ts'`,
  );
  return ALL_SETTINGS.map((type) => ({ name: type.name, settings: settingsOf(type) }));
}

function defaultOf({ default: value, secret }) {
  if (secret || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  return `\`${Array.isArray(value) ? value.join(',') : String(value)}\``;
}

function cell(value) {
  return value.replaceAll('|', '\\|');
}
