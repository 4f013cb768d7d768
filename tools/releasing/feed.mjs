// The feed of releases that an installation reads (docs/administration.md).

const FORMAT = 'nora-releases/v1';
const MOST_NOTES = 20_000;
const MOST_RELEASES = 500;

/**
 * @param {string | null} text of the feed, null for a new one
 * @param {{ version: string, date: string, notes: string, security: boolean, upgradeFrom?: string }} release
 * @returns {string} the feed with the release first
 */
export function withEntry(text, { notes: markdown, ...release }) {
  // The page shows notes as text: what was escaped for the changelog would be seen.
  const notes = markdown.replace(/\\([\\`*_[\]<>#|~])/g, '$1');
  const feed = text === null ? { format: FORMAT, releases: [] } : JSON.parse(text);
  if (feed.format !== FORMAT || !Array.isArray(feed.releases)) throw new Error(`the feed is no ${FORMAT}`);
  if (feed.releases.some(({ version }) => version === release.version)) {
    throw new Error(`the feed has ${release.version} already`);
  }
  const entry = {
    ...release,
    notes: notes.length > MOST_NOTES ? `${notes.slice(0, MOST_NOTES - 2)}…\n` : notes,
  };
  const releases = [entry, ...feed.releases].slice(0, MOST_RELEASES);
  return `${JSON.stringify({ ...feed, releases }, null, 2)}\n`;
}
