// Runs the shell blocks of the pages that people follow to install, upgrade and back up Nora, as they stand there:
//   node tools/doc-blocks.mjs [--list] [--journey <name>]… [--report <file>]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { JOURNEYS, PAGES, planJourneys } from './doc-blocks/journeys.mjs';
import {
  cleanUp,
  describeMachine,
  engineAnswers,
  findCompose,
  freePort,
  prepareMachine,
} from './doc-blocks/machine.mjs';
import { readPage } from './doc-blocks/read-page.mjs';
import { describe, runBlocks } from './doc-blocks/run-blocks.mjs';
import { substitute } from './doc-blocks/substitute.mjs';
import { substitutionsFor } from './doc-blocks/substitutions.mjs';

const HELP = `Usage: node tools/doc-blocks.mjs [options]

Runs every block marked bash of ${PAGES.join(', ')}: in order, in one shell and
one directory for each journey, and stops what they started.

  --list             what is run, what is not and why, what is put in the place of what; runs nothing
  --journey <name>   only this one (${JOURNEYS.map(({ name }) => name).join(', ')}); may be repeated
  --report <file>    write { passed, failed, skipped, failures } as JSON
  --patience <s>     most seconds of one block (default: 300)
  --help             this text

In a page, before a block:   <!-- not run: the reason -->
Instead of a block:          <!-- also run: a command that proves what the page says -->

Exit codes: 0 every block ended well; 1 one failed, or a page is not as it must be; 2 the command is not right.`;
/** Lines of a failed block's output that are shown. */
const MOST_LINES = 200;

const checkout = resolve(import.meta.dirname, '..');
const options = readOptions();
process.exitCode = await main();

async function main() {
  const pages = PAGES.map((page) => readPage(page, readFileSync(join(checkout, page), 'utf8')));
  const { plans, faults } = planJourneys(
    JOURNEYS,
    pages.flatMap(({ blocks }) => blocks),
  );
  faults.unshift(...pages.flatMap((page) => page.faults));

  const compose = engineAnswers() ? findCompose() : null;
  const ports = { web: await freePort(8080), http: await freePort(80), https: await freePort(443) };
  const machine = describeMachine({ checkout, compose, ports });
  const all = plans.flatMap(({ blocks }) => blocks);
  const table = substitutionsFor({
    repository: 'the checkout under test',
    ports,
    settings: machine.settings,
  });
  faults.push(...substitute(all, table).faults);
  const skipped = all.filter(({ reason }) => reason !== null);

  printSurroundings(machine, table);
  if (options.list) printPlans(plans);
  if (faults.length > 0) {
    for (const fault of faults) console.error(fault);
    report({ passed: 0, failed: faults.length, skipped: 0, failures: faults });
    return 1;
  }
  if (options.list) return 0;

  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interruption.abort());
  for (const { journey, blocks } of plans) {
    if (!options.journeys.includes(journey.name)) continue;
    console.log(`\n── ${journey.name}`);
    if (journey.engine && compose === null) {
      fail(counts, `${journey.name}: it needs a Docker engine and Compose`);
      continue;
    }
    await runJourney(journey, blocks, { compose, machine, ports, counts, signal: interruption.signal });
    if (interruption.signal.aborted) break;
  }
  console.log(
    `\n${counts.passed} blocks passed, ${counts.failed} failed, ${counts.skipped} not reached; ${skipped.length} are not run (--list tells why)`,
  );
  report(counts);
  return counts.failed > 0 ? 1 : 0;
}

async function runJourney(journey, blocks, { compose, machine, ports, counts, signal }) {
  const started = performance.now();
  const made = prepareMachine({ checkout, compose, settings: machine.settings });
  try {
    const table = substitutionsFor({ repository: made.repository, ports, settings: machine.settings });
    const runnable = substitute(blocks, table).blocks.filter(({ reason }) => reason === null);
    await runBlocks(runnable, {
      directory: join(made.directory, '.blocks'),
      cwd: made.directory,
      environment: made.environment,
      patienceMs: options.patience * 1_000,
      signal,
      tell: (result) => tell(result, counts),
    });
  } finally {
    cleanUp(made.directory, { compose, project: machine.project, environment: made.environment });
  }
  console.log(
    `${journey.name}: ${((performance.now() - started) / 1000).toFixed(1)} s with what is around it`,
  );
}

function tell(result, counts) {
  const text = describe(result);
  console.log(text);
  if (result.outcome === 'passed') counts.passed += 1;
  if (result.outcome === 'not reached') counts.skipped += 1;
  if (result.outcome !== 'failed') return;
  counts.failed += 1;
  counts.failures.push(text);
  console.log(indent(result.block.run, '  $ '));
  console.log(indent(result.output.split('\n').slice(-MOST_LINES).join('\n'), '  | '));
}

function fail(counts, what) {
  console.error(what);
  counts.failed += 1;
  counts.failures.push(what);
}

function printSurroundings({ settings, notes }, table) {
  console.log('Put in the place of what is written:');
  for (const { written, run, why } of table) console.log(`  ${written} → ${run} (${why})`);
  console.log('Set in the environment of the blocks:');
  for (const [name, value] of Object.entries(settings)) console.log(`  ${name}=${value}`);
  console.log('Around them:');
  for (const note of notes) console.log(`  ${note}`);
}

function printPlans(plans) {
  for (const { journey, blocks } of plans) {
    console.log(`\n── ${journey.name}`);
    for (const { page, line, text, reason, check } of blocks) {
      const what = reason === null ? (check ? 'check' : 'run') : `not run: ${reason}`;
      console.log(`${page}:${line} ${what}\n${indent(text, '    ')}`);
    }
  }
}

function report(counts) {
  if (options.report) writeFileSync(options.report, JSON.stringify(counts));
}

function indent(text, mark) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${mark}${line}`)
    .join('\n');
}

function readOptions() {
  const names = JOURNEYS.map(({ name }) => name);
  try {
    const { values } = parseArgs({
      options: {
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        journey: { type: 'string', multiple: true, default: names },
        report: { type: 'string' },
        patience: { type: 'string', default: '300' },
      },
    });
    const unknown = values.journey.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`there is no journey “${unknown}”: ${names.join(', ')}`);
    if (!(Number(values.patience) > 0)) throw new Error('--patience is a number of seconds');
    if (!existsSync(join(checkout, 'node_modules'))) throw new Error('no packages: run ./nora --help once');
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    return { ...values, journeys: values.journey, patience: Number(values.patience) };
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}
