const SEPARATOR = '\n\n';

/**
 * Follows a text that a gateway sends again and again as it grows, segment after segment, and says what is new each
 * time. A snapshot that is older than what was seen adds nothing.
 */
export class GrowingText {
  private segment: string | null = null;
  private text = '';
  private spoken = false;

  /** Whether anything was said. */
  get isEmpty(): boolean {
    return !this.spoken;
  }

  /** Whether segments come with names, so that snapshots without one are only echoes. */
  get isNamed(): boolean {
    return this.segment !== null;
  }

  /**
   * @param text the segment as far as it goes
   * @param segment its name, where it has one
   * @returns what was not said yet; empty when there is nothing new
   */
  advance(text: string, segment: string | null = null): string {
    const same = segment === this.segment;
    this.segment = segment;
    const before = this.text;
    if (text.startsWith(before) && (same || before === '')) return this.say(text, text.slice(before.length));
    if (same && before.startsWith(text)) return '';
    // The runtime took something back, e.g. a directive that was half written: go on behind what still holds.
    if (same && segment !== null) return this.say(text, text.slice(commonLength(before, text)));
    return this.say(text, this.spoken ? SEPARATOR + text : text);
  }

  private say(text: string, news: string): string {
    this.text = text;
    this.spoken ||= news !== '';
    return news;
  }
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
