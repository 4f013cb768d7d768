// Bundles one Node program: node tools/build-node.mjs <app> [directory]. Packages stay external, except in the
// sidecar, which is one file without dependencies.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { releaseOf } from './release.mjs';
import { decoratorMetadata, workspaceAlias } from './build-plugins.mjs';

const app = process.argv[2];
if (!app) {
  console.error('usage: node tools/build-node.mjs <app> [directory]');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[3] ?? `dist/apps/${app}`);
const standalone = app === 'runtime-sidecar';

if (!process.argv[3]) await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [resolve(root, `apps/${app}/src/main.ts`)],
  outfile: resolve(outdir, 'main.js'),
  bundle: true,
  platform: 'node',
  target: standalone ? 'node22' : 'node24',
  format: 'cjs',
  packages: standalone ? 'bundle' : 'external',
  sourcemap: standalone ? false : 'linked',
  keepNames: true,
  alias: workspaceAlias(root),
  define: { NORA_RELEASE: JSON.stringify(releaseOf(root)) },
  logLevel: 'warning',
  plugins: [decoratorMetadata],
});
