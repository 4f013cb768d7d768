// Bundles one TypeScript file into a program that a test starts as a process of its own:
//   node tools/build-test-program.mjs <file> <outfile>
import { build } from 'esbuild';
import { resolve } from 'node:path';
import { decoratorMetadata, workspaceAlias } from './build-plugins.mjs';

const [file, outfile] = process.argv.slice(2);
if (!file || !outfile) {
  console.error('usage: node tools/build-test-program.mjs <file> <outfile>');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
await build({
  entryPoints: [resolve(file)],
  outfile: resolve(outfile),
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
