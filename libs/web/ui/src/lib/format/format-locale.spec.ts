import { computed } from '@angular/core';

import { writeLike } from './format-locale';
import { formatNumber } from './format-number';
import { formatDuration, formatExact, formatRelative } from './format-time';

describe('the manner of writing', () => {
  afterEach(() => writeLike(null));

  it('is that of the account: numbers', () => {
    writeLike('de-DE');
    expect(formatNumber(12_345.5)).toBe('12.345,5');
    expect(formatDuration(4_240)).toBe('4,2 s');
    writeLike('en-GB');
    expect(formatNumber(12_345.5)).toBe('12,345.5');
    expect(formatDuration(4_240)).toBe('4.2 s');
  });

  it('is that of the account: dates', () => {
    const at = '2026-03-01T12:00:00Z';
    const later = Date.parse('2026-06-01T12:00:00Z');
    writeLike('en-US');
    expect(formatRelative(at, later)).toBe('Mar 1, 2026');
    writeLike('en-GB');
    expect(formatRelative(at, later)).toBe('1 Mar 2026');
    expect(formatExact(at)).toMatch(/^1 Mar 2026/);
  });

  it('is followed at once by what is shown already', () => {
    const shown = computed(() => formatNumber(1_000.5));
    writeLike('de-DE');
    expect(shown()).toBe('1.000,5');
    writeLike('en-US');
    expect(shown()).toBe('1,000.5');
  });
});
