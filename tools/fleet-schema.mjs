// Writes docs/fleet.schema.json, for editors, from what the command line checks fleet files with:
//   node tools/fleet-schema.mjs
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadSources } from './load-sources.mjs';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'docs/fleet.schema.json');
const { FLEET_SCHEMA } = await loadSources(root, `export * from './apps/cli/src/fleet/fleet-schema.ts'`);
const text = JSON.stringify(FLEET_SCHEMA);
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
