/** Most characters of a language tag. */
export const LOCALE_LENGTH = 35;

/** A BCP 47 language tag as it is usually written, e.g. `pt-BR` for `pt-br`; null when it is none. */
export function canonicalLocale(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > LOCALE_LENGTH) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}
