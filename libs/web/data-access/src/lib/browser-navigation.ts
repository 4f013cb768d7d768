import { DOCUMENT, Injectable, inject } from '@angular/core';

/** A page that is still here after this long was kept by its reader. */
const LEAVING_MS = 10_000;
/** How long a server may take to answer before it counts as away. */
const ANSWER_MS = 10_000;

/** Leaves the running application for another page. */
@Injectable({ providedIn: 'root' })
export class BrowserNavigation {
  private readonly document = inject(DOCUMENT);
  private leftAt = Number.NEGATIVE_INFINITY;

  constructor() {
    // The browser may bring the page back the way it left it.
    this.document.defaultView?.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.stay();
    });
  }

  /** Path, query and fragment of the present page. */
  current(): string {
    const { pathname, search, hash } = this.document.location;
    return pathname + search + hash;
  }

  /** Goes to a page of this origin. */
  assign(path: string): void {
    this.prepareToLeave();
    this.document.location.assign(path);
  }

  /** Says that the page is about to go somewhere: until then {@link toLogin} does nothing. */
  prepareToLeave(): void {
    this.leftAt = performance.now();
  }

  /** Takes it back. */
  stay(): void {
    this.leftAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Leaves for a page elsewhere.
   * @throws Error when the address is no web page: a `javascript:` address would run here
   */
  leave(url: string): void {
    if (!/^https?:$/.test(new URL(url).protocol)) throw new Error('This is no address of a web page.');
    this.document.location.assign(url);
  }

  /** Whether the server has an answer to a page of this origin, other than an error. */
  async answers(path: string): Promise<boolean> {
    const options: RequestInit = { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) };
    return fetch(path, options).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  reload(): void {
    this.document.location.reload();
  }

  /**
   * Goes to the log-in page and asks it to come back here. A page that is leaving already is let go where it was sent:
   * ending one's session or account makes every open request of the page fail.
   */
  toLogin(): void {
    if (performance.now() - this.leftAt < LEAVING_MS) return;
    this.assign(`/login?next=${encodeURIComponent(this.current())}`);
  }
}
