/** Things that are remembered at the same time; beyond that everything is forgotten. */
const MOST = 5_000;

/** Remembers for a moment what was found out, so that many who ask at once cause one look. Failures are forgotten. */
export class BriefMemory<T> {
  private readonly known = new Map<string, { found: Promise<T>; until: number }>();

  /** @param forMs milliseconds from the beginning of a look for which it is good */
  constructor(private readonly forMs: number) {}

  get(key: string, look: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const kept = this.known.get(key);
    if (kept && kept.until > now) return kept.found;
    if (this.known.size >= MOST) this.known.clear();
    const found = look();
    this.known.set(key, { found, until: now + this.forMs });
    found.catch(() => this.known.delete(key));
    return found;
  }

  /** Has the next one look anew. */
  forget(key: string): void {
    this.known.delete(key);
  }
}
