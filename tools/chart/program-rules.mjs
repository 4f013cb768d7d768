// Whether Nora's programs take the environment that the chart gives them: asked of their own settings classes.
import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { decoratorMetadata, workspaceAlias } from '../build-plugins.mjs';

const root = resolve(import.meta.dirname, '../..');
const SOURCE = `
import * as config from '@nora/config';
import { readApiSettings } from './apps/api/src/core/api-settings';
const reader = (...classes) => (environment) => config.readSettings(environment, ...classes);
const { DatabaseSettings, RedisSettings, EncryptionSettings, RuntimeSettings, ProcessSettings } = config;
const { DeploymentWorkerSettings, MetricsSettings, ScheduleSettings, RetentionSettings } = config;
export const READERS = {
  api: readApiSettings,
  'provisioner-worker': reader(DatabaseSettings, RedisSettings, EncryptionSettings, RuntimeSettings,
    DeploymentWorkerSettings, MetricsSettings, ScheduleSettings, ProcessSettings),
  'backup-worker': reader(DatabaseSettings, RetentionSettings, ProcessSettings),
};
`;
/** What the images set by themselves. */
const OF_THE_IMAGES = { NORA_DATA_DIR: '/var/lib/nora' };
const SECRETS = {
  DATABASE_URL: 'postgres://nora:x@postgres.example.com:5432/nora',
  REDIS_URL: 'rediss://:x@redis.example.com:6379',
  JWT_SECRET: randomBytes(36).toString('base64url'),
  NORA_CLAIM_TOKEN: randomBytes(36).toString('base64url'),
};
/** In place of the file, which is not here. */
const KEY = { ENCRYPTION_KEY_FILE: '', ENCRYPTION_KEY: randomBytes(32).toString('base64') };

/** How each program reads its settings: a function of an environment that throws with all faults. */
export async function loadReaders() {
  const outdir = mkdtempSync(join(root, 'node_modules/.cache-chart-'));
  try {
    const outfile = join(outdir, 'readers.cjs');
    await build({
      stdin: { contents: SOURCE, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      keepNames: true,
      alias: workspaceAlias(root),
      plugins: [decoratorMetadata],
    });
    return createRequire(import.meta.url)(outfile).READERS;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Faults of a render. */
export function faultsOfPrograms(manifests, { readers }) {
  const settings = manifests.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const component = metadata.labels?.['app.kubernetes.io/component'];
    if (kind !== 'Deployment' || !(component in readers)) return [];
    try {
      readers[component](environmentOf(spec.template.spec.containers[0], settings));
      return [];
    } catch (error) {
      return [`${component} does not take its settings: ${error.message.replaceAll('\n', '')}`];
    }
  });
}

function environmentOf({ env }, settings) {
  const own = env.flatMap(({ name, value, valueFrom }) => {
    if (value !== undefined) return [[name, value]];
    if (valueFrom.fieldRef) return [[name, '10.42.0.7']];
    return valueFrom.secretKeyRef.optional ? [] : [[name, SECRETS[name]]];
  });
  return { ...OF_THE_IMAGES, ...settings, ...Object.fromEntries(own), ...KEY };
}
