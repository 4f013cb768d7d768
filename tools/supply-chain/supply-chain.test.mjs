// node --test tools/supply-chain/
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { judgeLicences, judgeTable } from './licences.mjs';
import { LOCKS, packagesOf, readLock } from './locks.mjs';
import { noticesOf } from './notices.mjs';
import { billOfMaterials } from './sbom.mjs';
import { isAllowed } from './spdx.mjs';

const root = resolve(import.meta.dirname, '../..');

for (const { name, directory } of LOCKS.filter(({ ships }) => ships)) {
  test(`the bill of materials of ${name} is CycloneDX, and has every package that ships once`, () => {
    const at = join(root, directory);
    const locked = readLock(at);
    const document = billOfMaterials(locked, at);
    assert.equal(document.bomFormat, 'CycloneDX');
    assert.match(document.specVersion, /^1\.[5-9]$/);
    assert.match(document.serialNumber, /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(document.version, 1);
    assert.ok(!Number.isNaN(Date.parse(document.metadata.timestamp)));
    assert.equal(document.metadata.component.name, locked.manifest.name);
    assert.equal(document.metadata.component.version, locked.manifest.version);

    const packages = packagesOf(locked.lock, at);
    const ids = (list) => [...new Set(list.map((one) => `${one.name}@${one.version}`))].sort();
    assert.deepEqual(
      document.components.map((one) => `${one.name}@${one.version}`).sort(),
      ids(packages.filter(({ dev }) => !dev)),
    );
    const hashed = new Set(ids(packages.filter(({ integrity }) => integrity)));
    for (const component of document.components) {
      const id = `${component.name}@${component.version}`;
      assert.equal(component.type, 'library');
      assert.equal(component.purl, `pkg:npm/${id.replace(/^@/, '%40')}`);
      assert.ok(component.licenses?.length > 0, `${id} has no licence`);
      assert.equal(component.hashes?.length > 0, hashed.has(id), `${id}: hashes`);
      for (const { alg, content } of component.hashes ?? []) {
        assert.match(alg, /^SHA-(1|256|384|512)$/);
        assert.match(content, /^[0-9a-f]+$/);
      }
    }
    const references = new Set(
      [document.metadata.component, ...document.components].map((one) => one['bom-ref']),
    );
    assert.equal(references.size, document.components.length + 1);
    for (const { ref, dependsOn } of document.dependencies) {
      for (const one of [ref, ...(dependsOn ?? [])]) assert.ok(references.has(one), `${one} is no component`);
    }
  });
}

test('what only development needs is not in it', () => {
  const { manifest, lock } = readLock(root);
  const names = new Set(billOfMaterials({ manifest, lock }, root).components.map(({ name }) => name));
  for (const name of ['nx', 'jest', 'eslint']) assert.ok(!names.has(name));
  // Development needs them too, which is no reason to leave them out.
  for (const name of ['@angular/core', 'debug']) assert.ok(names.has(name));
});

test('judges SPDX expressions', () => {
  const allowed = new Set(['MIT', 'Apache-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0']);
  const cases = {
    MIT: true,
    'MPL-2.0': false,
    '(MPL-2.0 OR Apache-2.0)': true,
    'MIT AND MPL-2.0': false,
    'MIT AND Apache-2.0': true,
    'MPL-2.0 OR MIT AND Apache-2.0': true,
    '(MPL-2.0 OR MIT) AND MPL-2.0': false,
    'Apache-2.0+': true,
    'GPL-2.0-only WITH Classpath-exception-2.0': true,
    'GPL-2.0-only': false,
    'MIT WITH Classpath-exception-2.0': false,
  };
  for (const [expression, expected] of Object.entries(cases)) {
    assert.equal(isAllowed(expression, allowed), expected, expression);
  }
  for (const none of [
    '',
    'MIT OR',
    'MIT Apache-2.0',
    '(MIT',
    'MIT)',
    'SEE LICENSE IN LICENSE.md',
    'OR MIT',
  ]) {
    assert.throws(() => isAllowed(none, allowed), SyntaxError, none);
  }
});

const policy = { shipped: ['MIT'], tools: ['MPL-2.0'], exceptions: [] };
const lockOf = (packages, ships = true) => [{ lock: 'x', ships, packages }];
const one = (license, dev = false) => ({ name: 'some', version: '1.0.0', license, dev });

test('tools may have licences that what ships may not', () => {
  assert.deepEqual(judgeLicences(lockOf([one('MPL-2.0', true)]), policy).faults, []);
  assert.deepEqual(judgeLicences(lockOf([one('MPL-2.0')], false), policy).faults, []);
  assert.match(
    judgeLicences(lockOf([one('MPL-2.0')]), policy).faults[0],
    /not allowed in what ships: choose another/,
  );
  assert.match(judgeLicences(lockOf([one('GPL-3.0-only', true)]), policy).faults[0], /not allowed for tools/);
});

test('a package without a licence, or with something else in its place, is a fault', () => {
  assert.match(judgeLicences(lockOf([one(undefined)]), policy).faults[0], /has no licence/);
  assert.match(judgeLicences(lockOf([one('SEE LICENSE IN x')]), policy).faults[0], /no SPDX expression/);
});

test('an exception holds for its licence alone, needs a reason, and must be needed', () => {
  const exception = { package: 'so*', license: 'MPL-2.0', reason: 'Unchanged.' };
  const judged = (license, exceptions) =>
    judgeLicences(lockOf([one(license)]), { ...policy, exceptions }).faults;
  assert.deepEqual(judged('MPL-2.0', [exception]), []);
  assert.match(judged('EPL-2.0', [exception]).join(), /EPL-2\.0, which is not allowed.*no package needs/);
  assert.match(judged('MPL-2.0', [{ ...exception, reason: ' ' }])[0], /has no reason/);
  assert.match(judged('MIT', [exception])[0], /no package needs the exception of so\*/);
});

test('reads licences of older packages, and of stubs from the package that asks for them', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/old': { version: '1.0.0', licenses: [{ type: 'MIT' }, { type: 'ISC' }] },
      'node_modules/asker': { version: '1.0.0', license: 'ISC', optionalDependencies: { stub: '2.0.0' } },
      'node_modules/stub': { version: '2.0.0', optional: true },
      'node_modules/hashed': { version: '2.0.0', optional: true, integrity: 'sha512-x' },
      'node_modules/a/node_modules/other': { version: '1.0.0', name: '@real/name', license: 'MIT' },
    },
  };
  assert.deepEqual(
    packagesOf(lock, '/nonexistent').map(({ name, license }) => [name, license]),
    [
      ['old', '(MIT OR ISC)'],
      ['asker', 'ISC'],
      ['stub', 'ISC'],
      ['hashed', undefined],
      ['@real/name', 'MIT'],
    ],
  );
});

test('the table of libraries names every dependency with its licence, and nothing else', () => {
  const table =
    '\n## Libraries\n\n| library | licence | why |\n| - | - | - |\n| `@a/b`, `…/c`, `d-*` | MIT, ISC | x |\n';
  const direct = (...names) => names.map((name) => ({ name, license: 'MIT' }));
  assert.deepEqual(judgeTable(table, direct('@a/b', '@a/c', 'd-1')), []);
  assert.match(judgeTable(table, direct('@a/b', '@a/c', 'd-1', 'e'))[0], /e is not in the table/);
  assert.match(judgeTable(table, direct('@a/b', 'd-1'))[0], /@a\/c is in the table of libraries, but/);
  assert.match(
    judgeTable(table, [...direct('@a/b', '@a/c'), { name: 'd-1', license: 'Apache-2.0' }])[0],
    /d-1 is Apache-2\.0, the table says MIT, ISC/,
  );
});

test('notices hold the texts of what ships, each text once', () => {
  const at = mkdtempSync(join(tmpdir(), 'nora-notices.'));
  const place = (path, files) => {
    mkdirSync(join(at, path), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(at, path, name), text);
  };
  try {
    place('node_modules/a', { 'LICENSE.md': 'Text of A\r\n', NOTICE: 'Notice of A', 'license.js': 'code' });
    place('node_modules/b', { LICENCE: 'Shared' });
    place('node_modules/c', { COPYING: 'Shared\n' });
    place('node_modules/tool', { LICENSE: 'Text of a tool' });
    place('node_modules/bare', {});
    const packages = ['a', 'b', 'c', 'tool', 'bare', 'elsewhere'].map((name) => ({
      path: `node_modules/${name}`,
      name,
      version: '1.0.0',
      license: 'MIT',
      dev: name === 'tool',
    }));
    const notices = noticesOf(packages, at);
    assert.match(notices, /a 1\.0\.0 \(MIT\)\n\nText of A\n\nNotice of A\n/);
    assert.match(notices, /b 1\.0\.0 \(MIT\)\nc 1\.0\.0 \(MIT\)\n\nShared\n/);
    assert.match(notices, /bare 1\.0\.0 \(MIT\)\n\nThe package brings no text/);
    assert.doesNotMatch(notices, /tool|code|elsewhere/);
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
});
