// node --test tools/doc-blocks/
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { JOURNEYS, PAGES, planJourneys } from './journeys.mjs';
import { readPage } from './read-page.mjs';
import { describe as tellOf, runBlocks } from './run-blocks.mjs';
import { substitute } from './substitute.mjs';

const fence = (text, lang = 'bash') => `\`\`\`${lang}\n${text}\n\`\`\`\n`;
const read = (...parts) => readPage('docs/page.md', parts.join('\n'));

let directory;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'nora-doc-blocks-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function run(parts, options = {}) {
  const { blocks } = substitute(readPage('docs/page.md', parts.join('\n')).blocks, []);
  const told = [];
  const results = await runBlocks(
    blocks.filter(({ reason }) => reason === null),
    {
      directory: join(directory, '.blocks'),
      cwd: directory,
      environment: process.env,
      patienceMs: 20_000,
      tell: (result) => told.push(tellOf(result)),
      ...options,
    },
  );
  return { results, told, outcomes: results.map(({ outcome }) => outcome) };
}

test('finds every block marked bash with the line it begins on, also in lists and quotations', () => {
  const { blocks, faults } = read(
    '# Title',
    '',
    fence('first'),
    '## Section',
    '',
    '- an item',
    '',
    '  ```bash',
    '  second',
    '  ```',
    '',
    '> ```bash',
    '> third',
    '> ```',
    '',
    fence('no: command', 'yaml'),
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(
    blocks.map(({ line, section, text }) => [line, section, text]),
    [
      [3, '', 'first'],
      [11, 'Section', 'second'],
      [15, 'Section', 'third'],
    ],
  );
});

test('a fence without a language, one of another shell and an indented block are faults', () => {
  assert.match(read(fence('./nora up', '')).faults[0], /^docs\/page\.md:1: a fence without a language/);
  assert.match(read('text', '', fence('./nora up', 'sh')).faults[0], /^docs\/page\.md:3: a fence marked sh/);
  assert.match(read(fence('./nora up', 'bash title')).faults[0], /bash stands alone/);
  assert.match(read('text', '', '    ./nora up').faults[0], /an indented block/);
});

test('a block that is not run has a reason', () => {
  const { blocks, faults } = read('<!-- not run: needs a cluster -->', '', fence('kubectl get pods'));
  assert.deepEqual(faults, []);
  assert.equal(blocks[0].reason, 'needs a cluster');
  for (const comment of ['<!-- not run: -->', '<!-- not run -->', '<!-- not run: later -->']) {
    assert.equal(read(comment, '', fence('kubectl get pods')).faults.length, 1, comment);
  }
});

test('a reason that stands before no block is a fault', () => {
  assert.match(read('<!-- not run: needs a cluster -->', '', 'Text.').faults[0], /^docs\/page\.md:1: /);
});

test('what has to be filled in and is not is a fault, and so is a substitution that nothing needs', () => {
  const { blocks } = read(fence('git clone <this repository> nora <input >output'));
  const row = { written: '<this repository>', run: '/srv/nora.git', why: '' };
  assert.equal(substitute(blocks, [row]).blocks[0].run, 'git clone /srv/nora.git nora <input >output');
  assert.deepEqual(substitute(blocks, [row]).faults, []);
  assert.deepEqual(substitute(blocks, []).faults, [
    'docs/page.md:1: nothing is put in the place of <this repository>',
  ]);
  const stale = { written: 'localhost:1234', run: 'localhost:1', why: '' };
  assert.match(substitute(blocks, [row, stale]).faults[0], /“localhost:1234” is used by no block/);
});

test('a block that is not run needs nothing filled in', () => {
  const { blocks } = read('<!-- not run: needs an earlier release -->', '', fence('git checkout <release>'));
  assert.deepEqual(substitute(blocks, []).faults, []);
});

test('a block under a heading that no journey has is a fault', () => {
  const { blocks } = read('## Here', '', fence('true'), '## There', '', fence('true'));
  const journeys = [{ name: 'one', engine: false, parts: [{ page: 'docs/page.md', section: 'Here' }] }];
  const { plans, faults } = planJourneys(journeys, blocks);
  assert.equal(plans[0].blocks.length, 1);
  assert.deepEqual(faults, ['docs/page.md:9: no journey has the section “There”']);
});

test('blocks are run in one shell: the directory and the variables stay', async () => {
  const { outcomes } = await run([
    fence('mkdir inner && cd inner\nexport GIVEN=1\nplain=2'),
    fence('test "$(basename "$PWD")" = inner\ntest "$GIVEN$plain" = 12'),
  ]);
  assert.deepEqual(outcomes, ['passed', 'passed']);
});

test('a failed block is told with page, line, exit code and output, and nothing after it is run', async () => {
  const { outcomes, results, told } = await run([
    fence('echo well'),
    fence('echo before\nfind nothing-here\necho after'),
    fence('touch reached'),
  ]);
  assert.deepEqual(outcomes, ['passed', 'failed', 'not reached']);
  assert.match(told[1], /^FAILED docs\/page\.md:5 \d+\.\d s: exit code 1$/);
  assert.match(results[1].output, /^before\n.*nothing-here/s);
  assert.doesNotMatch(results[1].output, /after/);
});

for (const [what, text] of [
  ['a list whose first command fails', 'false && true'],
  ['a failure in a pipe', 'false | cat'],
  ['an unset variable', 'echo "$NEVER_SET_ANYWHERE"'],
  ['a failure before a command that ends well', 'false\ntrue'],
  ['a mistake in the syntax', 'if true; then'],
  ['an exit that would hide what comes after', 'exit 0'],
]) {
  test(`${what} fails the block`, async () => {
    const { outcomes } = await run([fence(text), fence('true')]);
    assert.deepEqual(outcomes, ['failed', 'not reached']);
  });
}

test('a check that stands in a comment counts as a block', async () => {
  const { told, outcomes } = await run([fence('echo 1 >file'), '<!-- also run: grep -q 2 file -->']);
  assert.deepEqual(outcomes, ['passed', 'failed']);
  assert.match(told[1], /^FAILED docs\/page\.md:5 \(check\)/);
});

test('a block that does not end is ended', async () => {
  const { told } = await run([fence('sleep 60')], { patienceMs: 300 });
  assert.match(told[0], /not done after 0\.3 s$/);
});

test('what is left running keeps no block from ending', async () => {
  const { outcomes, results } = await run([fence('sleep 5 &\necho "$!" >pid')]);
  process.kill(Number(readFileSync(join(directory, 'pid'), 'utf8')));
  assert.deepEqual(outcomes, ['passed']);
  assert.ok(results[0].seconds < 4);
});

test('the pages are as they must be', () => {
  const root = resolve(import.meta.dirname, '../..');
  const pages = PAGES.map((page) => readPage(page, readFileSync(join(root, page), 'utf8')));
  const blocks = pages.flatMap((page) => page.blocks);
  assert.deepEqual(
    pages.flatMap(({ faults }) => faults),
    [],
  );
  assert.deepEqual(planJourneys(JOURNEYS, blocks).faults, []);
  assert.ok(blocks.filter(({ reason }) => reason === null).length > 15);
});
