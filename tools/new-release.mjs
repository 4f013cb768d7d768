// Makes a release of what is on main; never pushes:
//   node tools/new-release.mjs <major|minor|patch|x.y.z> [--dry-run] [--json] [--feed FILE [--upgrade-from x.y.z]]
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import semver from 'semver';
import { notesOf, withRelease } from './releasing/changelog.mjs';
import { withEntry } from './releasing/feed.mjs';
import { repositoryAt } from './releasing/repository.mjs';
import { lastVersion, nextVersion, VERSION_FILES } from './releasing/versions.mjs';

const USAGE =
  'usage: node tools/new-release.mjs <major|minor|patch|x.y.z> [--dry-run] [--json] [--feed FILE [--upgrade-from x.y.z]]';

try {
  const { values, asked } = readArguments();
  // A signal reaches git too, and what git then did not do is undone here.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  const release = await makeRelease(asked, values);
  console.log(values.json ? JSON.stringify(release, null, 2) : toldOf(release));
} catch (error) {
  console.error(`new-release: ${error.message}`);
  process.exitCode = error.usage ? 2 : 1;
}

function readArguments() {
  const options = {
    'dry-run': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    feed: { type: 'string' },
    'upgrade-from': { type: 'string' },
  };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length !== 1) throw new Error('one version is needed');
    const from = values['upgrade-from'];
    if (from !== undefined && (values.feed === undefined || semver.valid(from) !== from)) {
      throw new Error('--upgrade-from is a version, and goes with --feed');
    }
    return { values, asked: positionals[0] };
  } catch (cause) {
    throw Object.assign(new Error(`${cause.message}\n${USAGE}`, { cause }), { usage: true });
  }
}

async function makeRelease(asked, { feed, 'dry-run': dryRun, 'upgrade-from': upgradeFrom }) {
  const repository = repositoryAt(process.cwd());
  const faults = repository.faults();
  if (faults.length > 0) throw new Error(faults.join('; '));
  const current = JSON.parse(repository.read('package.json')).version;
  const last = lastVersion(repository.tags());
  const version = nextVersion(asked, current, last);
  const tag = `v${version}`;
  if (repository.hasTag(tag)) throw new Error(`the tag ${tag} is there already`);

  const commits = repository.commitsSince(last && `v${last}`);
  const { notes, security, told } = await notesOf(commits);
  const date = new Date().toISOString().slice(0, 10);
  const changes = new Map();
  for (const [file, set] of Object.entries(VERSION_FILES)) {
    const before = repository.read(file);
    if (before === null) throw new Error(`${file} is not there: run this in the root of the checkout`);
    const after = set(before, version);
    if (after !== before) changes.set(file, { before, after });
  }
  const changelog = repository.read('CHANGELOG.md');
  changes.set('CHANGELOG.md', {
    before: changelog,
    after: await withRelease(changelog, { version, date, notes }),
  });
  // Made before anything is written, so that a feed with a fault stops the release.
  const entry = { version, date, security, ...(upgradeFrom && { upgradeFrom }), notes };
  const feedText = feed && withEntry(existsSync(feed) ? readFileSync(feed, 'utf8') : null, entry);

  if (!dryRun) {
    // A feed that cannot be written stops the release before anything else has changed.
    const draft = `${feed}.new`;
    if (feedText) writeFileSync(draft, feedText);
    try {
      repository.commitAndTag(changes, `chore(release): ${tag}`, tag);
      if (feedText) renameSync(draft, feed);
    } finally {
      if (feedText) rmSync(draft, { force: true });
    }
  }
  const counts = { commits: commits.length, told };
  return { ...entry, tag, previous: last ?? null, ...counts, files: [...changes.keys()].sort(), dryRun };
}

function toldOf({ tag, version, previous, notes, commits, told, files, dryRun }) {
  const what = `${tag} after ${previous ? `v${previous}` : 'no release'}: ${told} of ${commits} commits are told, in ${files.join(', ')}`;
  if (dryRun) return `${what}\n\n${notes}\nNothing was changed.`;
  return `${what}

Next, when the commit is as it should be (git show ${tag}):
  git push origin main ${tag}
  docker/prepare.sh                   # builds, and assembles dist/images
  node tools/sbom.mjs                 # dist/sbom: hand it out with the release
  then build and push the images as ${version} (docs/install/kubernetes.md)`;
}
