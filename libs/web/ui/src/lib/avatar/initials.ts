const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** First letters of the first and the last word of a name, e.g. "AL" for Ada Lovelace. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first, last] = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return [first, last].map((word) => initialOf(word ?? '')).join('');
}

/** What the reader takes for one letter, of however many code points it is made. */
function initialOf(word: string): string {
  for (const { segment } of letters.segment(word)) return segment.toLocaleUpperCase();
  return '';
}
