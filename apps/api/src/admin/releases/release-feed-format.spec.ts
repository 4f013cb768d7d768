import { FEED_FORMAT, FeedFault, parseFeed } from './release-feed-format';

const release = { version: '1.2.0', date: '2026-01-31', notes: 'Better.' };
const feed = (...releases: unknown[]) => JSON.stringify({ format: FEED_FORMAT, releases });

describe('a feed of releases', () => {
  it('is read newest first, with what it may leave out, and without what is not known yet', () => {
    const older = { ...release, version: '1.1.9', security: true, upgradeFrom: '1.0.0', mood: 'good' };
    expect(parseFeed(feed(older, release))).toEqual([
      { ...release, security: false, upgradeFrom: null },
      { ...release, version: '1.1.9', security: true, upgradeFrom: '1.0.0' },
    ]);
  });

  it.each([
    ['no JSON', '<html>', /not JSON/],
    ['a list', '[]', /not an object/],
    ['another format', JSON.stringify({ format: 'nora-releases/v2', releases: [] }), /“format”/],
    ['no releases', JSON.stringify({ format: FEED_FORMAT }), /not a list/],
    ['a version that is none', feed({ ...release, version: 'latest' }), /releases\[0\].version/],
    ['a day that is none', feed(release, { ...release, date: '2026-13-01' }), /releases\[1\].date/],
    ['notes that are no text', feed({ ...release, notes: { html: '' } }), /releases\[0\].notes/],
    ['a version twice', feed(release, release), /twice/],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => parseFeed(text)).toThrow(FeedFault);
    expect(() => parseFeed(text)).toThrow(message);
  });
});
