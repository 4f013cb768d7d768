// Writes the OpenAPI document of the API and the Angular client generated from it:
//   node tools/openapi.mjs            writes both
//   node tools/openapi.mjs --check    fails when what is committed differs from what would be written
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { decoratorMetadata, workspaceAlias } from './build-plugins.mjs';

const check = process.argv.includes('--check');
const root = resolve(import.meta.dirname, '..');
process.chdir(root);
const configFile = 'libs/web/api-client/ng-openapi-gen.json';
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const generator = 'node_modules/ng-openapi-gen/lib/index.js';

mkdirSync('node_modules/.cache', { recursive: true });
const scratch = mkdtempSync(join(root, 'node_modules/.cache/openapi-'));
try {
  const document = `${JSON.stringify(await exportDocument(), null, 2)}\n`;
  if (check) compare(document);
  else write(document);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function exportDocument() {
  const bundle = join(scratch, 'openapi.cjs');
  await build({
    entryPoints: ['apps/api/src/platform/openapi.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    packages: 'external',
    keepNames: true,
    alias: workspaceAlias(root),
    logLevel: 'warning',
    plugins: [decoratorMetadata],
  });
  return createRequire(import.meta.url)(bundle).exportDocument();
}

function generate(input, output) {
  // The generator compares with what is there; starting from nothing, renamed operations leave no file behind.
  rmSync(output, { recursive: true, force: true });
  const options = ['--config', configFile, '--input', input, '--output', output];
  execFileSync(process.execPath, [generator, ...options], { stdio: ['ignore', 'inherit', 'inherit'] });
  // The generator tells of its faults on standard error only.
  if (!existsSync(join(output, 'index.ts'))) throw new Error('the client could not be generated');
}

function write(document) {
  writeFileSync(config.input, document);
  generate(config.input, config.output);
  console.log(`Wrote ${config.input} and ${config.output}.`);
}

function compare(document) {
  const input = join(scratch, 'openapi.json');
  const output = join(scratch, 'client');
  writeFileSync(input, document);
  generate(input, output);
  const differing = readFileSync(config.input, 'utf8') === document ? [] : [config.input];
  const wanted = contents(output);
  const present = contents(config.output);
  for (const path of new Set([...wanted.keys(), ...present.keys()])) {
    if (wanted.get(path) !== present.get(path)) differing.push(join(config.output, path));
  }
  if (differing.length === 0) {
    console.log('The OpenAPI document and the generated client are up to date.');
    return;
  }
  console.error('Out of date (run: npm run openapi):');
  for (const path of differing.sort()) console.error(`  ${path}`);
  process.exitCode = 1;
}

function contents(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(directory, path), readFileSync(path, 'utf8')];
    }),
  );
}
