import { DOCUMENT, Injectable, inject } from '@angular/core';

/** Leaves the running application for another page. */
@Injectable({ providedIn: 'root' })
export class BrowserNavigation {
  private readonly document = inject(DOCUMENT);

  /** Path, query and fragment of the present page. */
  current(): string {
    const { pathname, search, hash } = this.document.location;
    return pathname + search + hash;
  }

  /** Goes to a page of this origin. */
  assign(path: string): void {
    this.document.location.assign(path);
  }

  /**
   * Leaves for a page elsewhere.
   * @throws Error when the address is no web page: a `javascript:` address would run here
   */
  leave(url: string): void {
    if (!/^https?:$/.test(new URL(url).protocol)) throw new Error('This is no address of a web page.');
    this.document.location.assign(url);
  }

  reload(): void {
    this.document.location.reload();
  }

  /** Goes to the log-in page and asks it to come back here. */
  toLogin(): void {
    this.assign(`/login?next=${encodeURIComponent(this.current())}`);
  }
}
