import { join } from 'node:path';
import { CHECKOUT, MODULES } from '../system/checkout';
import { runNode } from './run-program';

interface Check {
  name: string;
  argv: string[];
}

const bin = (name: string): string => join(MODULES, '.bin', name);
const tsc = bin('tsc');
const eslintCache = join(MODULES, '.cache', 'eslint', '/');

/** Run by Node itself: they test tools, which belong to no project. */
const TESTS_OF_TOOLS = [
  'nginx/settings.test.mjs',
  'tools/compose/compose.test.mjs',
  'tools/doc-blocks/doc-blocks.test.mjs',
];
const TESTS_OF_RELEASES = [
  'tools/supply-chain/supply-chain.test.mjs',
  'tools/supply-chain/audit.test.mjs',
  'tools/releasing/releasing.test.mjs',
];
/** That documentation tells of what there is. */
const TESTS_OF_DOCS = ['tools/architecture.test.mjs', 'tools/runbooks.test.mjs'];
const test = (files: string[]): string[] => ['--test', ...files.map((file) => join(CHECKOUT, file))];

/** In the order in which a fault is cheapest to find. The projects come before lint, which reads their graph. */
const CHECKS: Check[] = [
  { name: 'types (server)', argv: [tsc, '-p', 'tsconfig.server.json'] },
  { name: 'types (web)', argv: [tsc, '-p', 'tsconfig.web.json'] },
  { name: 'projects', argv: [join(CHECKOUT, 'tools/check-workspace.mjs')] },
  {
    name: 'lint and boundaries',
    argv: [bin('eslint'), '.', '--cache', '--cache-location', eslintCache],
  },
  { name: 'format', argv: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'command line docs', argv: [join(CHECKOUT, 'tools/cli-doc.mjs'), '--check'] },
  { name: 'architecture, runbooks', argv: test(TESTS_OF_DOCS) },
  { name: 'API docs', argv: [join(CHECKOUT, 'tools/api-doc.mjs'), '--check'] },
  { name: 'migrations expand', argv: ['--test', join(CHECKOUT, 'tools/migrations/expand.test.mjs')] },
  { name: 'Helm chart', argv: [join(CHECKOUT, 'tools/check-chart.mjs')] },
  { name: 'Compose files', argv: [join(CHECKOUT, 'tools/check-compose.mjs')] },
  { name: 'edge, Compose, pages', argv: test(TESTS_OF_TOOLS) },
  { name: 'licences', argv: [join(CHECKOUT, 'tools/licences.mjs'), '--check'] },
  { name: 'known holes', argv: [join(CHECKOUT, 'tools/audit-packages.mjs')] },
  { name: 'supply chain, releases', argv: test(TESTS_OF_RELEASES) },
  { name: 'unit tests', argv: [bin('jest')] },
];

/** Runs every check, also after one has failed; the names of those that failed. */
export async function runChecks(): Promise<string[]> {
  const failed: string[] = [];
  const lines: string[] = [];
  for (const { name, argv } of CHECKS) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    const passed = (await runNode(argv)) === 0;
    if (!passed) failed.push(name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    lines.push(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(22)} ${seconds.padStart(6)} s`);
  }
  console.log(`\n${lines.join('\n')}`);
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
  return failed;
}
