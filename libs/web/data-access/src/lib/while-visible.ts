import { EMPTY, type Observable, fromEvent, map, startWith, switchMap, timer } from 'rxjs';

/**
 * Emits now and then every so many milliseconds, as long as somebody can see the page: nothing while its tab is
 * hidden, and at once when it is shown again.
 */
export function whileVisible(document: Document, everyMs: number): Observable<void> {
  return fromEvent(document, 'visibilitychange').pipe(
    startWith(null),
    switchMap(() => (document.hidden ? EMPTY : timer(0, everyMs))),
    map(() => undefined),
  );
}
