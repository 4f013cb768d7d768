// Checks the Helm chart k8s/nora: lint, a matrix of values of which each manifest is judged by the schemas of
// Kubernetes and by rules of our own, and values that must be refused.
//   node tools/check-chart.mjs [--install]     --install brings what tools/chart needs, where it is missing
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const own = join(root, 'tools/chart');
const stamp = join(own, 'node_modules/.package-lock.json');
const lock = join(own, 'package-lock.json');

if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync(lock).mtimeMs) {
  if (!process.argv.includes('--install')) {
    console.log(
      'The chart is not checked: node tools/check-chart.mjs --install brings Helm and the schemas.',
    );
    process.exit(0);
  }
  const argv = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', argv, { cwd: own, stdio: ['ignore', 'inherit', 'inherit'] });
}
const { checkChart } = await import('./chart/check.mjs');
const started = performance.now();
const read = (path) => readFileSync(join(root, path), 'utf8');
const { faults, figures } = await checkChart({
  directory: join(root, 'k8s/nora'),
  settingsDoc: read('docs/settings.md'),
  appVersion: JSON.parse(read('package.json')).version,
  parallel: Math.max(2, availableParallelism()),
});
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(
  `${figures.join(', ')}, ${faults.length} faults (${((performance.now() - started) / 1000).toFixed(1)} s)`,
);
if (faults.length > 0) process.exitCode = 1;
