// Proves that the boundary rules bite: each forbidden import, put into a real file, must be refused, and an
// allowed one must not. Also keeps workspace.json in step with the projects Nx knows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { ESLint } from 'eslint';

const root = resolve(import.meta.dirname, '../..');
const nx = (...args) =>
  execFileSync(join(root, 'node_modules/.bin/nx'), args, { cwd: root, encoding: 'utf8' });
// With CI=true the parser would read the files from disk, and not the text that is given to it.
process.env.TSESTREE_SINGLE_RUN = 'false';
// The rule is silently skipped until Nx has written its project graph.
const projects = JSON.parse(nx('show', 'projects', '--json'));
const eslint = new ESLint({ cwd: root });

async function refusals(file, statement) {
  const [result] = await eslint.lintText(`${statement}\n`, { filePath: join(root, file) });
  assert.equal(result.fatalErrorCount, 0, `${file} could not be linted: ${result.messages[0]?.message}`);
  return result.messages
    .filter(({ ruleId }) =>
      /enforce-module-boundaries|no-restricted-(imports|properties|globals)/.test(ruleId),
    )
    .map(({ ruleId }) => ruleId);
}

const forbidden = [
  ['a shared library', 'server code', 'libs/shared/contracts/src/index.ts', `export * from '@nora/domain';`],
  ['a web library', 'server code', 'libs/web/data-access/src/index.ts', `export * from '@nora/domain';`],
  ['server code', 'a web library', 'libs/server/domain/src/index.ts', `export * from '@nora/ui';`],
  ['a util', 'the domain', 'libs/server/crypto/src/index.ts', `export * from '@nora/domain';`],
  ['the domain', 'a queue', 'libs/server/domain/src/index.ts', `export * from '@nora/queues';`],
  [
    'an app',
    'another app',
    'apps/backup-worker/src/main.ts',
    `export * from '../../provisioner-worker/src/tokens';`,
  ],
  ['a worker', 'dockerode', 'apps/backup-worker/src/main.ts', `import 'dockerode';`],
  ['the domain', 'bullmq', 'libs/server/domain/src/index.ts', `import 'bullmq';`],
  ['an app', 'undici', 'apps/api/src/main.ts', `import 'undici';`],
  ['an app', "Node's client", 'apps/api/src/main.ts', `import { request } from 'node:https'; request('');`],
  ['an app', "Node's client", 'apps/api/src/main.ts', `import * as http from 'node:http'; http.get('');`],
  ['an app', 'fetch', 'apps/api/src/main.ts', `export const answer = fetch('https://example.org');`],
  ['an app', 'the test harness', 'apps/backup-worker/src/main.ts', `import '@nora/testing';`],
  [
    'the domain',
    'the environment',
    'libs/server/domain/src/index.ts',
    `export const home = process.env.HOME;`,
  ],
];

for (const [who, what, file, statement] of forbidden) {
  test(`${who} must not reach ${what}`, async () => {
    assert.notDeepEqual(await refusals(file, statement), []);
  });
}

const allowed = [
  ['an app', 'a server of HTTP', 'apps/api/src/main.ts', `export { createServer } from 'node:http';`],
  ['a worker', 'the domain', 'apps/backup-worker/src/main.ts', `export * from '@nora/domain';`],
  ['a queue', 'bullmq', 'libs/server/queues/src/index.ts', `export * from 'bullmq';`],
  ['a web library', 'the contracts', 'libs/web/data-access/src/index.ts', `export * from '@nora/contracts';`],
];

for (const [who, what, file, statement] of allowed) {
  test(`${who} may use ${what}`, async () => {
    assert.deepEqual(await refusals(file, statement), []);
  });
}

test('workspace.json lists the projects that Nx knows', () => {
  const index = JSON.parse(readFileSync(join(root, 'workspace.json'), 'utf8'));
  assert.equal(index.version, 2);
  assert.deepEqual(Object.keys(index.projects).sort(), projects.sort());
  for (const path of Object.values(index.projects)) {
    assert.ok(JSON.parse(readFileSync(join(root, path, 'project.json'), 'utf8')).name);
  }
});
