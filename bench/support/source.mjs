// Parts of the product in this process, straight from their source, so that a benchmark uses what it measures.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { decoratorMetadata, workspaceAlias } from '../../tools/build-plugins.mjs';

export const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Loads what the given modules export.
 * @param modules paths from the checkout's root, or names of its libraries
 */
export async function fromSource(cleanup, modules) {
  process.env.NORA_ROOT = ROOT;
  // Below node_modules, so that packages are found from there.
  const directory = join(ROOT, 'node_modules/.cache/nora-bench');
  const outfile = join(directory, `${process.pid}-${performance.now()}.cjs`);
  mkdirSync(directory, { recursive: true });
  cleanup.defer(() => rmSync(outfile, { force: true }));
  await build({
    stdin: {
      contents: modules.map((name) => `export * from ${JSON.stringify(name)};`).join('\n'),
      resolveDir: ROOT,
    },
    ...{ outfile, bundle: true, platform: 'node', target: 'node24', format: 'cjs', packages: 'external' },
    ...{ keepNames: true, alias: workspaceAlias(ROOT), logLevel: 'warning', plugins: [decoratorMetadata] },
  });
  const require = createRequire(outfile);
  require('reflect-metadata');
  return require(outfile);
}
