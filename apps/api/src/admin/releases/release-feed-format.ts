import { compareVersions, isVersion } from './versions';

/** A release, as a feed tells of it. */
export interface FeedRelease {
  version: string;
  /** Day it was released on, YYYY-MM-DD. */
  date: string;
  /** Markdown or plain text; shown as text. */
  notes: string;
  /** Whether it closes a hole. */
  security: boolean;
  /** The oldest release that can be upgraded to it at once; null for any. */
  upgradeFrom: string | null;
}

/** What a feed says it is. */
export const FEED_FORMAT = 'nora-releases/v1';

const MOST_RELEASES = 500;
const MOST_NOTES = 20_000;

/** What is wrong with a feed; the message is for a person. */
export class FeedFault extends Error {}

/**
 * Reads a feed: releases, the newest first. Members it does not know are passed over, so that the form can grow.
 * @throws FeedFault
 */
export function parseFeed(text: string): FeedRelease[] {
  const document = membersOf(parsed(text), 'The document');
  if (document['format'] !== FEED_FORMAT) throw new FeedFault(`Its “format” is not “${FEED_FORMAT}”.`);
  const { releases } = document;
  if (!Array.isArray(releases)) throw new FeedFault('Its “releases” are not a list.');
  if (releases.length > MOST_RELEASES) throw new FeedFault(`It has over ${MOST_RELEASES} releases.`);
  const read = releases.map((entry: unknown, at) => releaseOf(entry, `releases[${at}]`));
  if (new Set(read.map(({ version }) => version)).size < read.length) {
    throw new FeedFault('It has a version twice.');
  }
  return read.sort((a, b) => compareVersions(b.version, a.version));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FeedFault('It is not JSON.');
  }
}

function releaseOf(entry: unknown, place: string): FeedRelease {
  const { version, date, notes, security = false, upgradeFrom = null } = membersOf(entry, place);
  if (typeof version !== 'string' || !isVersion(version))
    throw wrong(place, 'version', 'a version like 1.2.3');
  if (typeof date !== 'string' || !isDay(date)) throw wrong(place, 'date', 'a day like 2026-01-31');
  if (typeof notes !== 'string' || notes.length > MOST_NOTES) {
    throw wrong(place, 'notes', `text of up to ${MOST_NOTES} characters`);
  }
  if (typeof security !== 'boolean') throw wrong(place, 'security', 'true or false');
  if (upgradeFrom !== null && (typeof upgradeFrom !== 'string' || !isVersion(upgradeFrom))) {
    throw wrong(place, 'upgradeFrom', 'a version, or null');
  }
  // PostgreSQL stores no NUL.
  return { version, date, notes: notes.replaceAll('\0', ''), security, upgradeFrom };
}

function membersOf(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new FeedFault(`${place} is not an object.`);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

const wrong = (place: string, member: string, what: string): FeedFault =>
  new FeedFault(`${place}.${member} is not ${what}.`);
