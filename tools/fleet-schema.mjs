// Writes docs/fleet.schema.json, for editors, from what the command line checks fleet files with:
//   node tools/fleet-schema.mjs
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { workspaceAlias } from './build-plugins.mjs';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'docs/fleet.schema.json');
const outdir = mkdtempSync(join(root, 'node_modules/.cache-fleet-schema-'));
try {
  const outfile = join(outdir, 'schema.cjs');
  await build({
    entryPoints: [join(root, 'apps/cli/src/fleet/fleet-schema.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', packages: 'external' },
    alias: workspaceAlias(root),
  });
  const { FLEET_SCHEMA } = createRequire(import.meta.url)(outfile);
  const text = JSON.stringify(FLEET_SCHEMA);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
