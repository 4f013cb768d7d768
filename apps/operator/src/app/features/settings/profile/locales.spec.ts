import { localeChoices, sampleOf } from './locales';

describe('manners of writing', () => {
  const labels = (present: string | null) => localeChoices(present).map(({ label }) => label);

  it('are called by their own names, in order', () => {
    expect(labels(null)).toEqual(expect.arrayContaining(['Deutsch (Deutschland)', 'Français (France)']));
    expect(labels(null)).toEqual([...labels(null)].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('keep what the account has, known or not, once', () => {
    const tags = (present: string) => localeChoices(present).map(({ tag }) => tag);
    expect(tags('gsw-CH')).toContain('gsw-CH');
    expect(tags('de-DE').filter((tag) => tag === 'de-DE')).toHaveLength(1);
  });

  it('are shown by example', () => {
    const moment = new Date(2026, 2, 1, 14, 5);
    expect(sampleOf('de-DE', moment)).toBe('01.03.2026, 14:05 · 12.345,6');
    expect(sampleOf('en-GB', moment)).toBe('1 Mar 2026, 14:05 · 12,345.6');
  });
});
