// The changelog, from the subjects of commits (conventional commits) in the form of Keep a Changelog.
import { format, resolveConfig } from 'prettier';

const SECTIONS = [
  ['Breaking changes', ({ breaking }) => breaking],
  ['Security', ({ type }) => type === 'security'],
  ['Added', ({ type }) => type === 'feat'],
  ['Changed', ({ type }) => type === 'perf' || type === 'revert'],
  ['Fixed', ({ type }) => type === 'fix'],
  ['Documentation', ({ type }) => type === 'docs'],
];
const HEAD = `# Changelog

What changed for whoever runs or uses Nora, the newest release first. Written by \`tools/new-release.mjs\` from the subjects of commits; versions follow [Semantic Versioning](https://semver.org).
`;
const SUBJECT = /^(?<type>[a-z]+)(?:\((?<scope>[^()]+)\))?(?<mark>!)?: (?<text>.+)$/;
const FOOTER = /^BREAKING[ -]CHANGE: (?<what>[^]+?)(?:\n\n|$(?![^]))/m;

/**
 * @param {{ subject: string, body: string }} commit
 * @returns what it says, or undefined where its subject has another form
 */
export function parseCommit({ subject, body }) {
  const match = SUBJECT.exec(subject)?.groups;
  const what = FOOTER.exec(body)?.groups?.what.replace(/\s+/g, ' ').trim();
  if (!match) return what === undefined ? undefined : { type: '', text: subject, breaking: true, what };
  const { type, scope, mark, text } = match;
  return { type, scope, text, breaking: mark === '!' || what !== undefined, what };
}

/**
 * The notes of a release without its heading, as Prettier writes them.
 * @param {{ subject: string, body: string }[]} commits the newest first
 * @returns {Promise<{ notes: string, security: boolean, told: number }>}
 */
export async function notesOf(commits) {
  const parsed = commits.map(parseCommit).filter((commit) => commit !== undefined);
  const left = new Set(parsed);
  const parts = [];
  for (const [title, belongs] of SECTIONS) {
    const here = [...left].filter(belongs);
    here.forEach((commit) => left.delete(commit));
    if (here.length > 0) parts.push(`### ${title}\n\n${here.map(lineOf).join('\n')}`);
  }
  const text = parts.join('\n\n') || 'Nothing that those who run or use Nora would notice.';
  return {
    notes: await pretty(text),
    security: parsed.some(({ type }) => type === 'security'),
    told: parsed.length - left.size,
  };
}

/** A changelog with one more release on top; what is there stays as it is, byte for byte. */
export async function withRelease(changelog, { version, date, notes }) {
  const section = `${await pretty(`## ${version} - ${date}`)}\n${notes}`;
  if (changelog === null) return `${await pretty(HEAD)}\n${section}`;
  const first = changelog.search(/^## /m);
  if (first < 0) return `${changelog.trimEnd()}\n\n${section}`;
  return `${changelog.slice(0, first)}${section}\n${changelog.slice(first)}`;
}

function lineOf({ scope, text, what }) {
  const told = what === undefined || what === text ? '' : ` ${escaped(what)}`;
  return `- ${scope ? `**${escaped(scope)}:** ` : ''}${escaped(text)}${told && `.${told}`}`;
}

/** Text of a commit is no Markdown, apart from `code`. */
function escaped(text) {
  return text
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/[\\`*_[\]<>#|~]/g, '\\$&')))
    .join('');
}

async function pretty(markdown) {
  const config = await resolveConfig(import.meta.filename);
  return format(markdown, { ...config, parser: 'markdown' });
}
