import { signal } from '@angular/core';

const chosen = signal<string | undefined>(undefined);

/** In whose manner dates and numbers are written (BCP 47); undefined follows the browser. */
export const formatLocale = chosen.asReadonly();

/** Writes dates and numbers in another manner from now on; null follows the browser. */
export function writeLike(locale: string | null): void {
  chosen.set(locale ?? undefined);
}

/** Makes something once for each manner of writing, because formatters of the browser are slow to make. */
export function perLocale<T>(make: (locale: string | undefined) => T): () => T {
  const made = new Map<string | undefined, T>();
  return () => {
    const locale = formatLocale();
    const known = made.get(locale);
    if (known !== undefined) return known;
    const fresh = make(locale);
    made.set(locale, fresh);
    return fresh;
  };
}
