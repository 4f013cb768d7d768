// Which version comes next, and the files that name the version.
import semver from 'semver';

const LEVELS = ['major', 'minor', 'patch'];

/**
 * @param {string} asked major, minor, patch, or a version
 * @param {string} current the version of package.json
 * @param {string | undefined} last the version of the last release, undefined before the first
 * @returns {string}
 * @throws {Error} for a person to read
 */
export function nextVersion(asked, current, last) {
  const next = LEVELS.includes(asked) ? semver.inc(last ?? current, asked) : semver.valid(asked);
  if (next === null || (!LEVELS.includes(asked) && next !== asked)) {
    throw new Error(`“${asked}” is neither major, minor or patch nor a version like 1.2.3 or 1.2.3-rc.1`);
  }
  // Before the first release, the version that package.json names may be released as it is.
  if (semver.lt(next, current) || (last !== undefined && semver.lte(next, last))) {
    throw new Error(`${next} is not greater than ${last !== undefined ? last : current}`);
  }
  return next;
}

/** The highest of tags like v1.2.3, as a version. */
export function lastVersion(tags) {
  const versions = tags.map((tag) => tag.slice(1)).filter((version) => semver.valid(version) === version);
  return semver.rsort(versions)[0];
}

/** Every file that names the version, and how the version is set in its text. */
export const VERSION_FILES = {
  'package.json': (text, version) => inJson(text, version, ['version']),
  'package-lock.json': (text, version) => inJson(text, version, ['version', 'root']),
  'k8s/nora/Chart.yaml': (text, version) => {
    const set = (from, key) => once(from, new RegExp(`^(${key}: ).*$`, 'm'), version);
    return set(set(text, 'version'), 'appVersion');
  },
};

/** Changes as little of the text as can be, so that its form stays, and reads the outcome again. */
function inJson(text, version, places) {
  let changed = once(text, /^( {2}"version": ").*(?=",?$)/m, version);
  if (places.includes('root')) {
    changed = once(changed, /^( {4}"": \{[^]*?^ {6}"version": ").*(?=",?$)/m, version);
  }
  const read = JSON.parse(changed);
  if (read.version !== version || (places.includes('root') && read.packages[''].version !== version)) {
    throw new Error('the version is not where it was expected');
  }
  return changed;
}

function once(text, pattern, version) {
  if (!pattern.test(text)) throw new Error('the version is not where it was expected');
  return text.replace(pattern, `$1${version}`);
}
