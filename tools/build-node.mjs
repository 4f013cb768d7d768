// Bundles one Node program: node tools/build-node.mjs <app> [directory]. Packages stay external, except in the
// sidecar and the engine gate, which are one file each without dependencies.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { decoratorMetadata, nativePackages, workspaceAlias } from './build-plugins.mjs';
import { releaseOf } from './release.mjs';

const app = process.argv[2];
if (!app) {
  console.error('usage: node tools/build-node.mjs <app> [directory]');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[3] ?? `dist/apps/${app}`);
const standalone = ['engine-gate', 'runtime-sidecar'].includes(app);

if (!process.argv[3]) await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
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
  plugins: standalone ? [nativePackages, decoratorMetadata] : [decoratorMetadata],
  metafile: true,
});

const needed = Object.values(metafile.outputs)
  .flatMap(({ imports }) => imports)
  .filter(({ path, external }) => external && !isBuiltin(path));
if (standalone && needed.length > 0) {
  console.error(`${app} would need ${needed.map(({ path }) => path).join(', ')} beside it`);
  process.exit(1);
}
