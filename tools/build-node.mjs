// Bundles one Node program: node tools/build-node.mjs <app>. esbuild bundles, SWC keeps the decorator
// metadata that Nest and TypeORM read. Packages stay external, except in the sidecar, which has none.
import { build } from 'esbuild';
import { transform } from '@swc/core';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';

const app = process.argv[2];
if (!app) {
  console.error('usage: node tools/build-node.mjs <app>');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const outdir = resolve(root, 'dist/apps', app);
const { compilerOptions } = JSON.parse(await readFile(resolve(root, 'tsconfig.base.json'), 'utf8'));
const alias = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [path]]) => [name, resolve(root, path)]),
);

const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, {
        filename: path,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [resolve(root, `apps/${app}/src/main.ts`)],
  outfile: resolve(outdir, 'main.js'),
  bundle: true,
  platform: 'node',
  target: app === 'runtime-sidecar' ? 'node22' : 'node24',
  format: 'cjs',
  packages: app === 'runtime-sidecar' ? 'bundle' : 'external',
  sourcemap: app === 'runtime-sidecar' ? false : 'linked',
  keepNames: true,
  alias,
  logLevel: 'warning',
  plugins: [decoratorMetadata],
});
