// node --test tools/releasing/
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { check } from 'prettier';
import { notesOf, parseCommit, withRelease } from './changelog.mjs';
import { withEntry } from './feed.mjs';
import { lastVersion, nextVersion, VERSION_FILES } from './versions.mjs';

const checkout = resolve(import.meta.dirname, '../..');
const program = join(checkout, 'tools/new-release.mjs');
let root;

const git = (...argv) => execFileSync('git', argv, { cwd: root, encoding: 'utf8' }).trimEnd();
const commit = (message) => git('commit', '--quiet', '--allow-empty', '--message', message);
const read = (file) => readFileSync(join(root, file), 'utf8');
const release = (...argv) => spawnSync(process.execPath, [program, ...argv], { cwd: root, encoding: 'utf8' });
const state = () => [
  git('rev-parse', 'HEAD'),
  git('tag'),
  git('status', '--porcelain'),
  read('package.json'),
];
const today = () => new Date().toISOString().slice(0, 10);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nora-release.'));
  mkdirSync(join(root, 'k8s/nora'), { recursive: true });
  for (const file of Object.keys(VERSION_FILES)) {
    const text = readFileSync(join(checkout, file), 'utf8');
    // The versions that the checkout has by now are of no matter.
    writeFileSync(join(root, file), VERSION_FILES[file](text, '0.1.0'));
  }
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.com');
  git('config', 'commit.gpgSign', 'false');
  git('config', 'tag.gpgSign', 'false');
  git('add', '--all');
  commit('feat: a first thing');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a release changes exactly its files, commits and tags them', () => {
  commit('fix(api): a *fault* of `a_b`');
  const result = release('0.2.0');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /git push origin main v0\.2\.0/);
  assert.deepEqual(git('show', '--format=', '--name-only', 'HEAD').split('\n').sort(), [
    'CHANGELOG.md',
    'k8s/nora/Chart.yaml',
    'package-lock.json',
    'package.json',
  ]);
  assert.equal(git('log', '-1', '--format=%s'), 'chore(release): v0.2.0');
  assert.equal(git('cat-file', '-t', 'v0.2.0'), 'tag');
  assert.equal(git('rev-parse', 'v0.2.0^{commit}'), git('rev-parse', 'HEAD'));
  assert.equal(git('status', '--porcelain'), '');
  // Four lines: the version of package.json, twice that of the lockfile; the chart has two.
  assert.equal(git('show', '--format=', '--numstat', 'HEAD', '--', 'package.json'), '1\t1\tpackage.json');
  assert.equal(
    git('show', '--format=', '--numstat', 'HEAD', '--', 'package-lock.json'),
    '2\t2\tpackage-lock.json',
  );
  assert.match(read('k8s/nora/Chart.yaml'), /^version: 0\.2\.0\nappVersion: 0\.2\.0$/m);
  assert.match(
    read('CHANGELOG.md'),
    new RegExp(
      `^# Changelog\n[^]+\n## 0\\.2\\.0 - ${today()}\n\n### Added\n\n- a first thing\n\n### Fixed\n\n- \\*\\*api:\\*\\* a \\\\\\*fault\\\\\\* of \`a_b\`\n$`,
    ),
  );
});

test('a dry run changes nothing', () => {
  const before = state();
  const result = release('minor', '--dry-run', '--json', '--feed', join(root, 'feed.json'));
  assert.equal(result.status, 0, result.stderr);
  assert.equal(JSON.parse(result.stdout).version, '0.2.0');
  assert.deepEqual(state(), before);
  assert.equal(existsSync(join(root, 'CHANGELOG.md')), false);
  assert.equal(existsSync(join(root, 'feed.json')), false);
});

test('a second release leaves the text of the first one untouched', () => {
  assert.equal(release('0.1.0').status, 0);
  // What somebody wrote into it by hand stays too.
  writeFileSync(join(root, 'CHANGELOG.md'), `${read('CHANGELOG.md')}\nBy   hand.\n`);
  git('commit', '--quiet', '--all', '--message', 'chore: a word on the first release');
  const first = read('CHANGELOG.md').slice(read('CHANGELOG.md').indexOf('## 0.1.0'));
  commit('feat: a second thing');
  const result = release('patch');
  assert.equal(result.status, 0, result.stderr);
  const changelog = read('CHANGELOG.md');
  assert.ok(changelog.endsWith(first));
  const second = changelog.slice(changelog.indexOf('## 0.1.1'), changelog.indexOf('## 0.1.0'));
  assert.match(second, /a second thing/);
  assert.doesNotMatch(second, /a first thing/);
});

test('refuses a dirty tree, another branch, a version that is not greater, and a tag that is there', () => {
  const refuses = (asked, reason) => {
    const before = state();
    const result = release(...asked);
    assert.equal(result.status, 1, result.stdout);
    assert.match(result.stderr, reason);
    assert.deepEqual(state(), before);
  };
  refuses(['0.0.9'], /not greater than 0\.1\.0/);
  refuses(['next'], /neither major, minor or patch/);
  refuses(['v0.2.0'], /neither major, minor or patch/);
  writeFileSync(join(root, 'stray'), '');
  refuses(['patch'], /not committed/);
  rmSync(join(root, 'stray'));
  git('switch', '--quiet', '--create', 'other');
  commit('feat: elsewhere');
  git('tag', 'v0.1.1');
  refuses(['patch'], /main, this is other/);
  git('switch', '--quiet', 'main');
  // It is not in the history of main, and still taken.
  refuses(['patch'], /the tag v0\.1\.1 is there already/);
  assert.equal(release('0.1.0').status, 0);
  refuses(['0.1.0'], /not greater/);
  assert.equal(release().status, 2);
  assert.equal(release('minor', '--upgrade-from', '0.1.0').status, 2);
});

test('a failure in the middle leaves everything as it was', () => {
  const fails = (reason) => {
    const before = state();
    const result = release('minor');
    assert.equal(result.status, 1);
    assert.match(result.stderr, reason);
    assert.deepEqual(state(), before);
    assert.equal(existsSync(join(root, 'CHANGELOG.md')), false);
  };
  const hook = join(root, '.git/hooks/pre-commit');
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\necho "not today" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  fails(/everything is as it was: not today/);
  rmSync(hook);
  // The commit is made by now, the tag cannot be.
  git('config', 'tag.gpgSign', 'true');
  git('config', 'gpg.program', '/nonexistent');
  fails(/everything is as it was/);
});

test('writes an entry of the feed that the page of releases reads', () => {
  commit('security: a hole in NORA_DATA_DIR is closed');
  const feed = join(tmpdir(), `nora-feed-${process.pid}.json`);
  try {
    const result = release('minor', '--feed', feed, '--upgrade-from', '0.1.0');
    assert.equal(result.status, 0, result.stderr);
    const { format, releases } = JSON.parse(readFileSync(feed, 'utf8'));
    assert.equal(format, 'nora-releases/v1');
    assert.equal(releases.length, 1);
    const { notes, ...entry } = releases[0];
    assert.deepEqual(entry, { version: '0.2.0', date: today(), security: true, upgradeFrom: '0.1.0' });
    assert.match(notes, /a hole in NORA_DATA_DIR is closed/);
  } finally {
    rmSync(feed, { force: true });
  }
});

test('a feed that cannot be written stops the release before anything has changed', () => {
  commit('feat: one more thing');
  const before = state();
  const result = release('minor', '--feed', join(tmpdir(), 'nora-no-such-directory', 'feed.json'));
  assert.equal(result.status, 1);
  assert.match(result.stderr, /ENOENT/);
  assert.deepEqual(state(), before);
});

test('a feed keeps what it has, takes no version twice and no notes over its limit', () => {
  const entry = { version: '1.1.0', date: '2026-01-02', security: false, notes: 'x'.repeat(30_000) };
  const first = withEntry(null, { ...entry, version: '1.0.0' });
  const { releases } = JSON.parse(withEntry(first, entry));
  assert.deepEqual(
    releases.map(({ version }) => version),
    ['1.1.0', '1.0.0'],
  );
  assert.ok(releases[0].notes.length <= 20_000);
  assert.throws(() => withEntry(first, { ...entry, version: '1.0.0' }), /has 1\.0\.0 already/);
  assert.throws(() => withEntry('{"format":"other"}', entry), /is no nora-releases/);
});

test('reads conventional commits', () => {
  assert.deepEqual(parseCommit({ subject: 'feat(api)!: new keys', body: '' }), {
    type: 'feat',
    scope: 'api',
    text: 'new keys',
    breaking: true,
    what: undefined,
  });
  const footer = parseCommit({ subject: 'fix: x', body: 'Why.\n\nBREAKING CHANGE: old keys\nare refused' });
  assert.equal(footer.breaking, true);
  assert.equal(footer.what, 'old keys are refused');
  assert.equal(parseCommit({ subject: 'Merge branch x', body: '' }), undefined);
});

test('tells what people notice, breaking changes first and once', async () => {
  const { notes, told, security } = await notesOf(
    ['docs: a page', 'chore: tidy', 'perf: less work', 'refactor!: another form', 'Something'].map(
      (subject) => ({
        subject,
        body: '',
      }),
    ),
  );
  assert.deepEqual(notes.match(/^### .*/gm), ['### Breaking changes', '### Changed', '### Documentation']);
  assert.equal(told, 3);
  assert.equal(security, false);
});

test('the changelog is as Prettier writes it, whatever commits say', async () => {
  const subjects = [
    'feat: <b> _x_ *y* [z](w) # | ~ a_b_c',
    'fix(web-ui): `a|b` and 1. 2) + -',
    'feat: __init__',
  ];
  const { notes } = await notesOf(subjects.map((subject) => ({ subject, body: '' })));
  let changelog = null;
  for (const version of ['1.0.0', '1.1.0']) {
    changelog = await withRelease(changelog, { version, date: '2026-01-02', notes });
  }
  assert.ok(await check(changelog, { parser: 'markdown', printWidth: 110 }));
  assert.doesNotMatch(changelog, /(?<!\\)<b>/);
});

test('orders versions by the rules of Semantic Versioning', () => {
  assert.equal(lastVersion(['v0.9.0', 'v0.10.0', 'v0.10.0-rc.1', 'vnext']), '0.10.0');
  assert.equal(lastVersion([]), undefined);
  assert.equal(nextVersion('minor', '1.2.3', '1.2.3'), '1.3.0');
  assert.equal(nextVersion('1.3.0-rc.1', '1.2.3', '1.2.3'), '1.3.0-rc.1');
  assert.equal(nextVersion('0.1.0', '0.1.0', undefined), '0.1.0');
  assert.throws(() => nextVersion('1.3.0-rc.1', '1.3.0', '1.3.0'), /not greater/);
  assert.throws(() => nextVersion('1.3.0+5', '1.2.3', '1.2.3'), /neither/);
});
