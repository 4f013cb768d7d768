// Sources of the workspace as a module that a tool can call.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { decoratorMetadata, workspaceAlias } from './build-plugins.mjs';

/**
 * Compiles TypeScript of the workspace and loads it; packages are those of node_modules.
 * @param {string} root of the checkout
 * @param {string} exports an ES module of `export … from` lines, with paths below the root
 */
export async function loadSources(root, exports) {
  // Below node_modules, so that packages are found.
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'sources-'));
  try {
    const outfile = join(directory, 'sources.cjs');
    await build({
      stdin: { contents: exports, resolveDir: root },
      ...{ outfile, bundle: true, platform: 'node', target: 'node24', format: 'cjs', packages: 'external' },
      ...{ alias: workspaceAlias(root), keepNames: true, logLevel: 'warning', plugins: [decoratorMetadata] },
    });
    return createRequire(outfile)(outfile);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
