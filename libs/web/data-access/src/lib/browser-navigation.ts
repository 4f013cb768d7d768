import { DOCUMENT, Injectable, inject } from '@angular/core';

/** Leaves the running application for another page of the same origin. */
@Injectable({ providedIn: 'root' })
export class BrowserNavigation {
  private readonly document = inject(DOCUMENT);

  /** Path, query and fragment of the present page. */
  current(): string {
    const { pathname, search, hash } = this.document.location;
    return pathname + search + hash;
  }

  assign(path: string): void {
    this.document.location.assign(path);
  }

  reload(): void {
    this.document.location.reload();
  }

  /** Goes to the log-in page and asks it to come back here. */
  toLogin(): void {
    this.assign(`/login?next=${encodeURIComponent(this.current())}`);
  }
}
