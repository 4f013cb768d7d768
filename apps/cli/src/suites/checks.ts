import { join } from 'node:path';
import { CHECKOUT, MODULES } from '../system/checkout';
import { runNode } from './run-program';

interface Check {
  name: string;
  argv: string[];
}

const bin = (name: string): string => join(MODULES, '.bin', name);
const tool = (name: string, ...argv: string[]): string[] => [join(CHECKOUT, 'tools', name), ...argv];
/** Run by Node itself: they test tools, which belong to no project. */
const test = (...files: string[]): string[] => ['--test', ...files.map((file) => join(CHECKOUT, file))];

const ESLINT_CACHE = join(MODULES, '.cache', 'eslint', '/');
/** Helm and the schemas of Kubernetes are fetched where everything has to be checked. */
const CHART_OPTIONS = process.env['CI'] === 'true' ? ['--install'] : [];

/** In the order in which a fault is cheapest to find. The projects come before lint, which reads their graph. */
const STATIC_CHECKS: readonly Check[] = [
  { name: 'types of the programs', argv: [bin('tsc'), '-p', 'tsconfig.server.json'] },
  { name: 'types of the pages', argv: [bin('tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'projects', argv: tool('check-workspace.mjs') },
  { name: 'lint', argv: [bin('eslint'), '.', '--cache', '--cache-location', ESLINT_CACHE] },
  { name: 'module boundaries bite', argv: test('tools/lint/boundaries.test.mjs') },
  { name: 'format', argv: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'OpenAPI document and client', argv: tool('openapi.mjs', '--check') },
  { name: 'settings documentation', argv: tool('settings-doc.mjs', '--check') },
  { name: 'command line documentation', argv: tool('cli-doc.mjs', '--check') },
  { name: 'API documentation', argv: tool('api-doc.mjs', '--check') },
  {
    name: 'architecture and runbooks',
    argv: test('tools/architecture.test.mjs', 'tools/runbooks.test.mjs'),
  },
  { name: 'Compose files', argv: tool('check-compose.mjs') },
  { name: 'edge and Compose', argv: test('nginx/settings.test.mjs', 'tools/compose/compose.test.mjs') },
  { name: 'blocks of the pages', argv: test('tools/doc-blocks/doc-blocks.test.mjs') },
  { name: 'migrations expand first', argv: test('tools/migrations/expand.test.mjs') },
  { name: 'licences', argv: tool('licences.mjs', '--check') },
  { name: 'known holes of packages', argv: tool('audit-packages.mjs') },
  {
    name: 'supply chain and releases',
    argv: test('tools/supply-chain/*.test.mjs', 'tools/releasing/*.test.mjs'),
  },
  { name: 'Helm chart', argv: tool('check-chart.mjs', ...CHART_OPTIONS) },
];
const UNIT_TESTS: Check = { name: 'unit tests', argv: [bin('jest')] };

/** What became of each check, by its name. */
export interface CheckOutcome {
  passed: string[];
  failed: string[];
}

/**
 * Runs every check, also after one has failed.
 * @param options `isStatic` leaves the unit tests out
 */
export async function runChecks({ isStatic }: { isStatic: boolean }): Promise<CheckOutcome> {
  const outcome: CheckOutcome = { passed: [], failed: [] };
  const lines: string[] = [];
  for (const { name, argv } of isStatic ? STATIC_CHECKS : [...STATIC_CHECKS, UNIT_TESTS]) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    const passed = (await runNode(argv)) === 0;
    outcome[passed ? 'passed' : 'failed'].push(name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    lines.push(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(28)} ${seconds.padStart(6)} s`);
  }
  console.log(`\n${lines.join('\n')}\n`);
  return outcome;
}
